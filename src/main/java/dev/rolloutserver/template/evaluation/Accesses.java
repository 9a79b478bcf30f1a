package dev.rolloutserver.template.evaluation;

import dev.rolloutserver.python.PythonError;
import dev.rolloutserver.template.builtins.Attributes;
import dev.rolloutserver.template.builtins.Method;
import dev.rolloutserver.template.builtins.Methods;
import dev.rolloutserver.template.values.Arguments;
import dev.rolloutserver.template.values.PythonCallable;
import dev.rolloutserver.template.values.Types;
import dev.rolloutserver.template.values.Undefined;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Attributes, subscripts, slices and calls. */
final class Accesses {
  private Accesses() {}

  static final class Getattr extends ExpressionNode {
    private final ExpressionNode target;
    private final String attribute;
    private final boolean onlyKeyOfDict;

    Getattr(ExpressionNode target, String attribute) {
      this.target = target;
      this.attribute = attribute;
      this.onlyKeyOfDict = Attributes.isOnlyKeyOfDict(attribute);
    }

    @Override
    @Nullable Object evaluate(Frame frame) {
      Object owner = target.evaluate(frame);
      return onlyKeyOfDict && owner instanceof Map<?, ?> dict
          ? Attributes.keyOfDict(dict, attribute, frame.evaluation())
          : Attributes.attribute(owner, attribute, frame.evaluation());
    }
  }

  static final class Getitem extends ExpressionNode {
    private final ExpressionNode target;
    private final ExpressionNode key;

    Getitem(ExpressionNode target, ExpressionNode key) {
      this.target = target;
      this.key = key;
    }

    @Override
    @Nullable Object evaluate(Frame frame) {
      Object owner = target.evaluate(frame);
      return Attributes.item(owner, key.evaluate(frame), frame.evaluation());
    }
  }

  /** A slice goes past the environment: what it cannot do is an error, never undefined. */
  static final class Slice extends ExpressionNode {
    private final ExpressionNode target;
    private final Displays.SliceDisplay bounds;

    Slice(ExpressionNode target, Displays.SliceDisplay bounds) {
      this.target = target;
      this.bounds = bounds;
    }

    @Override
    @Nullable Object evaluate(Frame frame) {
      Object owner = target.evaluate(frame);
      return frame.context.isFolding()
          ? Attributes.item(owner, bounds.evaluate(frame), frame.evaluation())
          : Attributes.subscript(owner, bounds.evaluate(frame), frame.evaluation());
    }
  }

  static final class Call extends ExpressionNode {
    private final ExpressionNode target;
    private final ArgumentNodes arguments;

    Call(ExpressionNode target, ArgumentNodes arguments) {
      this.target = target;
      this.arguments = arguments;
    }

    @Override
    @Nullable Object evaluate(Frame frame) {
      ConstantFolding.requireRendering(frame);
      Object callee = target.evaluate(frame);
      return call(callee, arguments.evaluate(frame), frame);
    }
  }

  /** A call of an attribute, which mostly is a method: that needs no bound method in between. */
  static final class MethodCall extends ExpressionNode {
    private final ExpressionNode target;
    private final String name;
    private final ArgumentNodes arguments;

    MethodCall(ExpressionNode target, String name, ArgumentNodes arguments) {
      this.target = target;
      this.name = name;
      this.arguments = arguments;
    }

    @Override
    @Nullable Object evaluate(Frame frame) {
      ConstantFolding.requireRendering(frame);
      Object owner = target.evaluate(frame);
      Method method = Methods.find(owner, name);
      if (method != null) {
        Arguments passed = arguments.evaluate(frame);
        frame.evaluation().read(owner, passed);
        return method.call(owner, passed, frame.evaluation());
      }
      Object callee = Attributes.attribute(owner, name, frame.evaluation());
      return call(callee, arguments.evaluate(frame), frame);
    }
  }

  static @Nullable Object call(@Nullable Object callee, Arguments arguments, Frame frame) {
    Undefined.refuse(callee);
    if (!(callee instanceof PythonCallable callable)) {
      throw PythonError.typeError("'" + Types.name(callee) + "' object is not callable");
    }
    int line = frame.evaluation().line();
    Object result = callable.call(arguments);
    frame.evaluation().line(line);
    return result;
  }
}
