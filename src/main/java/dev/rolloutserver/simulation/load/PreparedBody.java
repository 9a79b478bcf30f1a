package dev.rolloutserver.simulation.load;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The body of an answer of which only the numbers are missing. */
final class PreparedBody {
  private final List<Part> parts;
  private final NumberIds numbers;

  private PreparedBody(List<Part> parts, NumberIds numbers) {
    this.parts = List.copyOf(parts);
    this.numbers = numbers;
  }

  private sealed interface Part {}

  @SuppressWarnings("ArrayRecordComponent") // bytes that are only sent, never compared
  private record Bytes(byte[] bytes) implements Part {}

  private record Digits(Slot slot) implements Part {}

  private record Ids(Slot slot) implements Part {}

  /** The body as this rollout gets it. */
  byte[] of(long rollout) {
    ByteArrayOutputStream body = new ByteArrayOutputStream(1 << 12);
    for (Part part : parts) {
      switch (part) {
        case Bytes fixed -> body.writeBytes(fixed.bytes());
        case Digits digits ->
            body.writeBytes(
                Integer.toString(digits.slot().value(rollout)).getBytes(StandardCharsets.US_ASCII));
        case Ids ids -> {
          int number = ids.slot().value(rollout);
          body.writeBytes(numbers.firstHalf(number));
          body.write(',');
          body.writeBytes(numbers.secondHalf(number));
        }
      }
    }
    return body.toByteArray();
  }

  /** Puts a body together, from its beginning to its end. */
  static final class Builder {
    private final NumberIds numbers;
    private final List<Part> parts = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();

    Builder(NumberIds numbers) {
      this.numbers = numbers;
    }

    Builder json(String json) {
      text.append(json);
      return this;
    }

    /** JSON that was written with the numbers of one rollout, and now gets those of any. */
    Builder numbered(String json, MarkedIds.Slots slots) {
      int from = 0;
      var digits = MarkedIds.SIX_DIGITS.matcher(json);
      while (digits.find()) {
        Slot slot = slots.of(Integer.parseInt(digits.group()));
        if (slot != null) {
          json(json.substring(from, digits.start())).add(new Digits(slot));
          from = digits.end();
        }
      }
      return json(json.substring(from));
    }

    Builder ids(MarkedIds ids) {
      boolean first = true;
      for (MarkedIds.Part part : ids.parts()) {
        switch (part) {
          case MarkedIds.Fixed fixed -> {
            if (fixed.ids().length > 0) {
              json(first ? "" : ",").json(JsonIds.text(fixed.ids()));
              first = false;
            }
          }
          case MarkedIds.Blank blank -> {
            json(first ? "" : ",").add(new Ids(blank.slot()));
            first = false;
          }
        }
      }
      return this;
    }

    PreparedBody end() {
      flush();
      return new PreparedBody(parts, numbers);
    }

    private void add(Part part) {
      flush();
      parts.add(part);
    }

    private void flush() {
      parts.add(new Bytes(text.toString().getBytes(StandardCharsets.UTF_8)));
      text.setLength(0);
    }
  }
}
