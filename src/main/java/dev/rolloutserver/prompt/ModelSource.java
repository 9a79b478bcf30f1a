package dev.rolloutserver.prompt;

import dev.rolloutserver.deadline.Deadline;
import dev.rolloutserver.hub.ModelFiles;
import org.jspecify.annotations.Nullable;

/** Where the files of a model come from. */
@FunctionalInterface
public interface ModelSource {
  /**
   * The files of a model.
   *
   * @param revision branch, tag or commit; null for the main branch
   * @throws dev.rolloutserver.hub.HubException if they cannot be had
   */
  ModelFiles find(String name, @Nullable String revision, Deadline deadline);
}
