package dev.rolloutserver.template.evaluation;

import dev.rolloutserver.python.PythonError;
import dev.rolloutserver.template.values.Iteration;
import dev.rolloutserver.template.values.Namespace;
import dev.rolloutserver.template.values.Tuple;
import dev.rolloutserver.template.values.Types;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a value is put. */
abstract class TargetNode {
  abstract void assign(@Nullable Object value, Frame frame);

  /** The value of what was assigned: a tuple where it was taken apart. */
  abstract @Nullable Object assigned(Frame frame);

  /** Refuses, before the value is evaluated, what cannot take it. */
  void check(Frame frame) {}

  static final class Variable extends TargetNode {
    private final int hops;
    private final int slot;

    Variable(int hops, int slot) {
      this.hops = hops;
      this.slot = slot;
    }

    @Override
    void assign(@Nullable Object value, Frame frame) {
      frame.write(hops, slot, value);
    }

    @Override
    @Nullable Object assigned(Frame frame) {
      return frame.read(hops, slot);
    }
  }

  static final class NamespaceAttribute extends TargetNode {
    private final int hops;
    private final int slot;
    private final String attribute;

    NamespaceAttribute(int hops, int slot, String attribute) {
      this.hops = hops;
      this.slot = slot;
      this.attribute = attribute;
    }

    @Override
    void check(Frame frame) {
      namespace(frame);
    }

    @Override
    void assign(@Nullable Object value, Frame frame) {
      frame.budget().allocateElements(1);
      namespace(frame).attributes().put(attribute, value);
    }

    @Override
    @Nullable Object assigned(Frame frame) {
      return namespace(frame).attributes().get(attribute);
    }

    private Namespace namespace(Frame frame) {
      if (frame.read(hops, slot) instanceof Namespace namespace) {
        return namespace;
      }
      throw PythonError.templateRuntimeError("cannot assign attribute on non-namespace object");
    }
  }

  static final class Unpacked extends TargetNode {
    private final List<TargetNode> items;

    Unpacked(List<TargetNode> items) {
      this.items = items;
    }

    @Override
    void check(Frame frame) {
      items.forEach(item -> item.check(frame));
    }

    @Override
    void assign(@Nullable Object value, Frame frame) {
      List<@Nullable Object> parts = takeApart(value);
      for (int i = 0; i < parts.size(); i++) {
        items.get(i).assign(parts.get(i), frame);
      }
    }

    @Override
    Object assigned(Frame frame) {
      List<@Nullable Object> parts = new ArrayList<>(items.size());
      items.forEach(item -> parts.add(item.assigned(frame)));
      return Tuple.of(parts);
    }

    private List<@Nullable Object> takeApart(@Nullable Object value) {
      if (!Iteration.isIterable(value)) {
        throw PythonError.typeError("cannot unpack non-iterable " + Types.name(value) + " object");
      }
      Iterator<@Nullable Object> iterator = Iteration.over(value);
      List<@Nullable Object> parts = new ArrayList<>(items.size());
      while (iterator.hasNext()) {
        if (parts.size() == items.size()) {
          throw PythonError.valueError("too many values to unpack (expected " + items.size() + ")");
        }
        parts.add(iterator.next());
      }
      if (parts.size() < items.size()) {
        throw PythonError.valueError(
            "not enough values to unpack (expected %d, got %d)"
                .formatted(items.size(), parts.size()));
      }
      return parts;
    }
  }
}
