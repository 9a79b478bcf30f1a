package dev.rolloutserver.template.evaluation;

import dev.rolloutserver.template.syntax.Expression;
import dev.rolloutserver.template.syntax.Statement;
import dev.rolloutserver.template.syntax.Statement.Signature;
import dev.rolloutserver.template.syntax.Target;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which special names (loop, caller, varargs, kwargs, self) a body reads before it assigns them,
 * closures included: only then are they provided.
 */
final class UndeclaredNames {
  private final Set<String> wanted;
  private final Set<String> undeclared = new HashSet<>();

  private UndeclaredNames(Set<String> wanted) {
    this.wanted = new HashSet<>(wanted);
  }

  static Set<String> of(List<Statement> body, Set<String> wanted) {
    UndeclaredNames names = new UndeclaredNames(wanted);
    names.visitAll(body);
    return names.undeclared;
  }

  private void visitAll(List<Statement> body) {
    body.forEach(this::visit);
  }

  private void visit(Statement statement) {
    switch (statement) {
      case Statement.Output output -> output.items().forEach(this::read);
      case Statement.If condition -> {
        for (Statement.Branch branch : condition.branches()) {
          read(branch.test());
          visitAll(branch.body());
        }
        visitAll(condition.otherwise());
      }
      case Statement.For loop -> {
        store(loop.target());
        read(loop.iterable());
        visitAll(loop.body());
        visitAll(loop.otherwise());
        read(loop.filter());
      }
      case Statement.Assign assign -> {
        store(assign.target());
        read(assign.value());
      }
      case Statement.AssignBlock block -> {
        store(block.target());
        read(block.filter());
        visitAll(block.body());
      }
      case Statement.Macro macro -> {
        visit(macro.signature());
        visitAll(macro.body());
      }
      case Statement.CallBlock block -> {
        read(block.call());
        visit(block.signature());
        visitAll(block.body());
      }
      case Statement.FilterBlock block -> {
        visitAll(block.body());
        read(block.filter());
      }
      case Statement.With with -> {
        with.targets().forEach(this::store);
        with.values().forEach(this::read);
        visitAll(with.body());
      }
      case Statement.Autoescape scope -> {
        read(scope.enabled());
        visitAll(scope.body());
      }
      case Statement.Generation generation -> visitAll(generation.body());
      case Statement.Load load -> read(load.template());
      case Statement.Block _, Statement.Break _, Statement.Continue _ -> {}
    }
  }

  private void visit(Signature signature) {
    wanted.removeAll(signature.parameters());
    signature.defaults().forEach(this::read);
  }

  private void read(@Nullable Expression expression) {
    if (expression != null) {
      Names.read(
          expression,
          name -> {
            if (wanted.contains(name)) {
              undeclared.add(name);
            }
          });
    }
  }

  private void store(Target target) {
    switch (target) {
      case Target.Variable variable -> wanted.remove(variable.name());
      case Target.NamespaceAttribute _ -> {}
      case Target.Unpacked unpacked -> unpacked.items().forEach(this::store);
    }
  }
}
