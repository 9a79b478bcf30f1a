package dev.rolloutserver.template.evaluation;

/** A statement that is ready to be run. */
abstract class StatementNode {
  abstract Flow execute(Frame frame);
}
