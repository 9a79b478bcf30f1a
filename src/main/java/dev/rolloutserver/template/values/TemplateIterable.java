package dev.rolloutserver.template.values;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** An object of the template runtime that can be walked over. */
public interface TemplateIterable {
  /** Its elements; may be possible only once. */
  Iterator<@Nullable Object> iterator();
}
