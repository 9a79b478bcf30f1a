package dev.rolloutserver.protocol;

/**
 * An answer of the trainer that is not what the protocol says. The message names the member, what
 * it is and what it must be; nothing that was said in the conversation stands in it.
 */
public final class ContractBroken extends RuntimeException {
  private static final long serialVersionUID = 1;

  ContractBroken(String message) {
    super(message);
  }

  /** A member that is something else than it must be. */
  static ContractBroken at(String place, String found, String expected) {
    return new ContractBroken(
        "The trainer's answer breaks the contract: "
            + place
            + " is "
            + found
            + ", but must be "
            + expected);
  }
}
