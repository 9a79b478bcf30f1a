package dev.rolloutserver.hub;

import java.io.IOException;

/** How receiving the content of a file ended. */
sealed interface Receipt {
  /** The body ended; whether the file is whole, its length tells. */
  record Ended() implements Receipt {}

  /** The connection broke. */
  record Cut(Throwable cause) implements Receipt {}

  /** The hub cannot go on where the part ends. */
  record WrongPart() implements Receipt {}

  /** The hub has another content by now. */
  record Changed() implements Receipt {}

  /** More came than was announced or is allowed. */
  record Overlong() implements Receipt {}

  /** The file on this machine cannot be written. */
  record Unwritable(IOException cause) implements Receipt {}

  /** The hub, or the host that it sent us to, refused. */
  record Refused(HubAnswer answer) implements Receipt {}
}
