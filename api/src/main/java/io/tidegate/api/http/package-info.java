/**
 * What every answer has in common, whatever it is about: who asks, what is refused and how, how
 * large a body may be.
 */
@NullMarked
package io.tidegate.api.http;

import org.jspecify.annotations.NullMarked;
