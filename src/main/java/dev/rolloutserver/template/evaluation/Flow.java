package dev.rolloutserver.template.evaluation;

/** How a statement ended. */
enum Flow {
  NEXT,
  BREAK,
  CONTINUE
}
