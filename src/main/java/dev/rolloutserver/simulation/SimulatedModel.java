package dev.rolloutserver.simulation;

import dev.rolloutserver.conversation.Message;
import dev.rolloutserver.hub.ModelFiles;
import dev.rolloutserver.template.ChatTemplate;
import dev.rolloutserver.tokenizer.Tokenizer;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Template and tokenizer of one model in the plainest use there is: every text is encoded as a
 * whole. What a server counts in cleverer ways can be held against it.
 */
public final class SimulatedModel implements AutoCloseable {
  private final Tokenizer tokenizer;
  private final ChatTemplate template;
  private final String endOfTurn;
  private final List<Map<String, Object>> tools;
  private final Clock clock;
  private final RecentTexts recent = new RecentTexts(1000, 20_000);

  SimulatedModel(ModelFiles files, List<Map<String, Object>> tools, Clock clock) {
    String source = tools.isEmpty() ? null : files.templates().get("tool_use");
    source = source == null ? files.templates().get("default") : source;
    if (source == null) {
      throw new IllegalArgumentException("Model " + files + " has no chat template");
    }
    this.template = ChatTemplate.compile(source);
    this.tools = tools;
    this.clock = clock;
    this.tokenizer = Tokenizer.load(files.tokenizer(), files.config());
    this.endOfTurn = String.valueOf(tokenizer.specialTokens().getOrDefault("eos_token", ""));
  }

  /** A model that tells the time of this machine; the caller closes it. */
  public static SimulatedModel of(ModelFiles files, List<Map<String, Object>> tools) {
    return new SimulatedModel(files, tools, Clock.system(ZoneId.systemDefault()));
  }

  /** What the model reads before it answers. */
  public String prompt(List<Message> messages) {
    return render(messages, true);
  }

  /** The ids of the text, never to be changed. */
  public int[] ids(String text) {
    return recent.ids(text, tokenizer::encode);
  }

  /** The text of ids. */
  public String text(int[] ids) {
    return tokenizer.decode(ids);
  }

  /** The tokens of an answer to this prompt, up to and with the token that ends a turn. */
  public int[] sample(String prompt, List<Message> messages, Message answer) {
    List<Message> answered = new ArrayList<>(messages);
    answered.add(answer);
    List<Message> followed = new ArrayList<>(answered);
    answer.toolCalls().forEach(call -> followed.add(Message.toolResult(call, "")));
    boolean last = followed.size() == answered.size();

    // some templates write an answer that others follow in another way than the last one
    String text = render(followed, false);
    int start = sameCharacters(prompt, text);
    int end = last ? text.lastIndexOf(endOfTurn) : text.indexOf(endOfTurn, start);
    if (!endOfTurn.isEmpty() && end >= start) {
      end += endOfTurn.length();
    } else {
      end = last ? text.length() : sameCharacters(text, render(answered, false));
    }
    return ids(text.substring(start, Math.max(start, end)));
  }

  /** The same text with one of its tokens in two parts. */
  int[] split(int[] ids) {
    for (int i = 0; i < ids.length; i++) {
      String word = text(new int[] {ids[i]});
      if (word.length() > 1 && word.chars().allMatch(Character::isLetter)) {
        int[] first = ids(word.substring(0, 1));
        int[] rest = ids(word.substring(1));
        int[] parts = IntStream.concat(Arrays.stream(first), Arrays.stream(rest)).toArray();
        if (text(parts).equals(word)) {
          IntStream before = Arrays.stream(ids, 0, i);
          IntStream after = Arrays.stream(ids, i + 1, ids.length);
          return IntStream.concat(IntStream.concat(before, Arrays.stream(parts)), after).toArray();
        }
      }
    }
    throw new IllegalStateException("No token of the answer can be split");
  }

  /** How many characters two texts have in common before they differ. */
  private static int sameCharacters(String a, String b) {
    int same = 0;
    while (same < Math.min(a.length(), b.length()) && a.charAt(same) == b.charAt(same)) {
      same++;
    }
    return same;
  }

  @Override
  public void close() {
    tokenizer.close();
  }

  private String render(List<Message> messages, boolean addGenerationPrompt) {
    Map<String, @Nullable Object> variables = new LinkedHashMap<>();
    variables.put("messages", messages.stream().map(Message::value).toList());
    variables.put("tools", tools.isEmpty() ? null : tools);
    variables.put("documents", null);
    variables.put("add_generation_prompt", addGenerationPrompt);
    variables.putAll(tokenizer.specialTokens());
    return template.render(variables, clock).text();
  }
}
