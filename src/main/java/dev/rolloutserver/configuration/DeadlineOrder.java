package dev.rolloutserver.configuration;

import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Which deadline may not be longer than which: one call ends before its rollout, a rollout before
 * the connection of its worker. Where only one of two was chosen, the default of the other yields.
 */
final class DeadlineOrder {
  /** From short to long. */
  private static final List<List<Setting<Duration>>> CHAINS =
      List.of(
          List.of(
              OutboundTable.OUTBOUND_CONNECT_TIMEOUT,
              OutboundTable.TRAINER_CALL_TIMEOUT,
              SettingTable.ROLLOUT_TIMEOUT,
              ServerTable.SERVER_IDLE_TIMEOUT),
          List.of(
              SettingTable.ROLLOUT_TOOL_TIMEOUT,
              SettingTable.ROLLOUT_TIMEOUT,
              ServerTable.SERVER_IDLE_TIMEOUT));

  private DeadlineOrder() {}

  /**
   * Lets defaults yield.
   *
   * @throws SettingException if two that were chosen are in the wrong order
   */
  static void settle(FoundValues values) {
    forEachPair((shorter, longer) -> check(values, shorter, longer));
    forEachPair((shorter, longer) -> yieldDefault(values, shorter, longer));
    coverTheQueue(values);
  }

  /** Neighbours first, so that a default yields once, to the one that binds it most. */
  private static void forEachPair(BiConsumer<Setting<Duration>, Setting<Duration>> action) {
    for (List<Setting<Duration>> chain : CHAINS) {
      for (int longer = 1; longer < chain.size(); longer++) {
        for (int shorter = longer - 1; shorter >= 0; shorter--) {
          action.accept(chain.get(shorter), chain.get(longer));
        }
      }
    }
  }

  private static void check(
      FoundValues values, Setting<Duration> shorter, Setting<Duration> longer) {
    Found<Duration> first = values.found(shorter);
    Found<Duration> second = values.found(longer);
    if (first.chosen() && second.chosen() && first.value().compareTo(second.value()) > 0) {
      throw new SettingException(
          "%s is %s in the %s, but must not be longer than %s, which is %s in the %s"
              .formatted(
                  shorter.key(),
                  shorter.type().write(first.value()),
                  first.origin(),
                  longer.key(),
                  longer.type().write(second.value()),
                  second.origin()));
    }
  }

  private static void yieldDefault(
      FoundValues values, Setting<Duration> shorter, Setting<Duration> longer) {
    Found<Duration> first = values.found(shorter);
    Found<Duration> second = values.found(longer);
    if (first.value().compareTo(second.value()) <= 0) {
      return;
    }
    if (second.chosen()) {
      values.replace(shorter, second.value(), "lowered to " + longer.key());
    } else if (first.chosen() && !longer.equals(ServerTable.SERVER_IDLE_TIMEOUT)) {
      values.replace(longer, first.value(), "raised to " + shorter.key());
    }
  }

  /** A connection is without a new request while its rollout waits and while it runs. */
  private static void coverTheQueue(FoundValues values) {
    Duration longest =
        values
            .value(SettingTable.ROLLOUT_QUEUE_TIMEOUT)
            .plus(values.value(SettingTable.ROLLOUT_TIMEOUT));
    Found<Duration> idle = values.found(ServerTable.SERVER_IDLE_TIMEOUT);
    if (!idle.chosen() && idle.value().compareTo(longest) < 0) {
      values.replace(
          ServerTable.SERVER_IDLE_TIMEOUT,
          longest,
          "raised to rollout.queue-timeout-seconds and rollout.timeout-seconds together");
    }
  }
}
