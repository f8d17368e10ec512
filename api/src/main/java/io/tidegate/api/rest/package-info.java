/**
 * The routes of the contract, each with its role; what a person sends becomes a value here, and
 * what is refused is refused by name.
 */
@NullMarked
package io.tidegate.api.rest;

import org.jspecify.annotations.NullMarked;
