package io.tidegate.workflows.activity;

/** What an activity is asked, with more than its {@link Call} alone. */
public interface AboutCall {
  Call call();
}
