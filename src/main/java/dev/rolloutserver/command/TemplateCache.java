package dev.rolloutserver.command;

import dev.rolloutserver.template.ChatTemplate;
import java.util.LinkedHashMap;
import java.util.Map;

/** The templates used last, compiled; for one thread. */
final class TemplateCache {
  private final Map<String, ChatTemplate> compiled;

  TemplateCache(int size) {
    compiled =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, ChatTemplate> eldest) {
            return size() > size;
          }
        };
  }

  /** The template of this text; throws what {@link ChatTemplate#compile} throws. */
  ChatTemplate of(String text) {
    ChatTemplate template = compiled.get(text);
    if (template == null) {
      template = ChatTemplate.compile(text);
      compiled.put(text, template);
    }
    return template;
  }
}
