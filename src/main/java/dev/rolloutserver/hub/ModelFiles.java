package dev.rolloutserver.hub;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the tokenizer files of one model say, with the precedence that {@code transformers} has.
 *
 * @param name the model's, as it was asked for
 * @param revision the commit, or {@code local} for a model of the local folder
 * @param tokenizer bytes of {@code tokenizer.json}
 * @param config {@code tokenizer_config.json} with the special tokens that an older model has in a
 *     file of their own; empty where there is neither
 * @param templates Jinja sources by name; the one without a name is {@code default}
 */
@SuppressWarnings("ArrayRecordComponent") // bytes that are read once, never compared
public record ModelFiles(
    String name,
    String revision,
    byte[] tokenizer,
    Map<String, @Nullable Object> config,
    Map<String, String> templates) {
  /** The revision of a model of the local folder. */
  public static final String LOCAL = "local";

  public ModelFiles {
    config = Collections.unmodifiableMap(new LinkedHashMap<>(config));
    templates = Collections.unmodifiableMap(new LinkedHashMap<>(templates));
  }

  @Override
  public String toString() {
    return name + " at " + revision;
  }
}
