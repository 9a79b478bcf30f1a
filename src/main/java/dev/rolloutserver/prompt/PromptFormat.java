package dev.rolloutserver.prompt;

import dev.rolloutserver.conversation.Message;
import dev.rolloutserver.template.TemplateException;
import dev.rolloutserver.tokenizer.CountedBy;
import dev.rolloutserver.tokenizer.TokenizerException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How one model sees a conversation: its chat template, its tokenizer and the settings for both.
 * Safe for use by many threads, and only while it is leased.
 */
public final class PromptFormat {
  private final String name;
  private final String revision;
  private final FormatSettings settings;
  private final String tokenizerSha256;
  private final String fingerprint;
  private final ChatTemplates templates;
  private final PooledTokenizer tokenizer;
  private final Clock clock;
  private final LengthAdvice advice = new LengthAdvice();

  PromptFormat(
      String revision,
      FormatSettings settings,
      String tokenizerSha256,
      ChatTemplates templates,
      PooledTokenizer tokenizer,
      Clock clock) {
    this.name = settings.name();
    this.revision = revision;
    this.settings = settings;
    this.tokenizerSha256 = tokenizerSha256;
    this.fingerprint = Fingerprint.of(tokenizerSha256, templates.sha256());
    this.templates = templates;
    this.tokenizer = tokenizer;
    this.clock = clock;
  }

  /**
   * Makes the prompts of one rollout.
   *
   * @param tools what the model may call; not rendered where the settings say so
   * @param chatTemplateKwargs variables of the request, which win over those of the settings
   */
  public PromptCounter counter(
      List<? extends Map<String, ?>> tools,
      Map<String, ? extends @Nullable Object> chatTemplateKwargs) {
    Map<String, @Nullable Object> variables = new LinkedHashMap<>(tokenizer.specialTokens());
    variables.putAll(settings.variables());
    variables.putAll(chatTemplateKwargs);
    return new PromptCounter(
        this,
        tools,
        new PromptVariables(
            settings.rendersTools() ? tools : List.of(), settings.parsesArguments(), variables));
  }

  /** The name that was asked for. */
  public String name() {
    return name;
  }

  /** The commit that it is. */
  public String revision() {
    return revision;
  }

  /** SHA-256 of tokenizer.json, in hexadecimal. */
  public String tokenizerSha256() {
    return tokenizerSha256;
  }

  /** SHA-256 of the chat template in UTF-8, in hexadecimal. */
  public String templateSha256() {
    return templates.sha256();
  }

  /** What settings can pin: SHA-256 of both together, in hexadecimal. */
  public String fingerprint() {
    return fingerprint;
  }

  /** What counts most of its texts. */
  public CountedBy countedBy() {
    return tokenizer.countedBy();
  }

  /** By how many bytes the process grew when the native tokenizer was made; empty: not known. */
  public OptionalLong nativeBytes() {
    return tokenizer.nativeBytes();
  }

  /** The text of the ids, special tokens too; U+FFFD for each that does not exist. */
  public String decode(int[] ids) {
    return tokenizer.decode(ids);
  }

  /**
   * The text of each id where it stands; a character that is made of several stands at the first of
   * them.
   */
  public List<String> pieces(int[] ids) {
    return tokenizer.pieces(ids);
  }

  /** The text that ends a turn of the model; empty where the tokenizer has none. */
  String endOfTurn() {
    Object token = tokenizer.specialTokens().get("eos_token");
    return token instanceof String text ? text : "";
  }

  /**
   * The ids of a text.
   *
   * @throws PromptException if it cannot be encoded, or this thread is interrupted
   */
  public int[] encode(String text) {
    try {
      return tokenizer.encode(text);
    } catch (TokenizerException e) {
      throw notEncoded(e);
    }
  }

  /** Counts the texts of one rollout. */
  TextCounter texts() {
    return new TextCounter(tokenizer);
  }

  boolean contains(int id) {
    return tokenizer.contains(id);
  }

  LengthAdvice advice() {
    return advice;
  }

  ChatTemplates templates() {
    return templates;
  }

  /**
   * The text of a conversation.
   *
   * @throws PromptException of kind TEMPLATE if the template refuses it
   */
  String render(List<Message> conversation, PromptVariables variables) {
    return render(conversation, variables, true);
  }

  /** As the other, with or without what the model is to go on behind. */
  String render(List<Message> conversation, PromptVariables variables, boolean generation) {
    try {
      return templates
          .template(!variables.tools().isEmpty())
          .render(variables.of(conversation, generation), clock)
          .text();
    } catch (TemplateException e) {
      String message =
          switch (e.kind()) {
            case RAISED -> String.valueOf(e.getMessage());
            case SYNTAX, EVALUATION, LIMIT ->
                "The chat template cannot render this conversation: "
                    + e.getMessage()
                    + (e.line() > 0 ? " (line " + e.line() + ")" : "");
          };
      throw new PromptException(PromptException.Kind.TEMPLATE, message, e);
    }
  }

  void close() {
    tokenizer.close();
  }

  static PromptException notEncoded(TokenizerException cause) {
    return new PromptException(
        PromptException.Kind.TOKENIZER,
        "The prompt cannot be encoded: " + cause.getMessage(),
        cause);
  }
}
