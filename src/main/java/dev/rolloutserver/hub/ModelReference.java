package dev.rolloutserver.hub;

import dev.rolloutserver.hub.HubException.Kind;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A model of the hub and one of its revisions: a branch, a tag or a commit. Its name follows the
 * rules of {@code huggingface_hub}, so both are safe as parts of a path.
 */
record ModelReference(String name, String revision) {
  static final int MAX_NAME = 96;
  static final int MAX_REVISION = 255;

  private static final String MAIN = "main";

  /** One part of a name: begins and ends with a letter, a digit or an underscore. */
  private static final String PART = "\\w(?:[\\w.-]{0," + (MAX_NAME - 2) + "}\\w)?";

  private static final Pattern NAME = Pattern.compile("(?:" + PART + "/)?" + PART);
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

  /** What git forbids in a reference, and what is not ASCII. */
  private static final Pattern NOT_IN_REVISION = Pattern.compile("[^!-~]|[~^:?*\\[\\\\]|\\.\\.");

  private static final Pattern HIDDEN_OR_EMPTY_PART = Pattern.compile("(?:^|/)(?:[.-]|/|$)");

  ModelReference {
    if (!NAME.matcher(name).matches()
        || name.contains("--")
        || name.contains("..")
        || name.endsWith(".git")) {
      throw new HubException(
          Kind.INVALID_NAME,
          "Model name '"
              + Excerpt.of(name)
              + "' must be 'name' or 'organization/name', each of at most "
              + MAX_NAME
              + " letters, digits, '-', '_' and '.', without '--' and '..', not beginning or"
              + " ending with '-' or '.', not ending with '.git'");
    }
    if (revision.length() > MAX_REVISION
        || NOT_IN_REVISION.matcher(revision).find()
        || HIDDEN_OR_EMPTY_PART.matcher(revision).find()) {
      throw new HubException(
          Kind.INVALID_NAME,
          "Revision '"
              + Excerpt.of(revision)
              + "' of model "
              + name
              + " must be a branch, a tag or a commit of 1 to "
              + MAX_REVISION
              + " characters");
    }
  }

  /** This revision of the model, or its main branch. */
  static ModelReference of(String name, @Nullable String revision) {
    return new ModelReference(name, revision == null ? MAIN : revision);
  }

  /** Whether the revision is a whole commit hash, which never moves. */
  boolean pinned() {
    return COMMIT.matcher(revision).matches();
  }

  @Override
  public String toString() {
    return name + " at " + revision;
  }
}
