package dev.rolloutserver.configuration;

import java.util.List;
import java.util.stream.Collectors;

/** The settings written for people: the sample file and the page of the documentation. */
final class SettingReference {
  private SettingReference() {}

  /** The YAML tree with every key at its default, commented out. */
  static String sample(List<Setting<?>> settings) {
    StringBuilder text =
        new StringBuilder(
            """
            # Every setting at its default. Remove the # before the keys that you change and pass the
            # file with --config FILE; environment variables and system properties win over it.
            # --check-config prints what results.
            """);
    String branch = "";
    for (Setting<?> setting : settings) {
      String key = setting.key();
      int dot = key.indexOf('.');
      if (!key.substring(0, dot).equals(branch)) {
        branch = key.substring(0, dot);
        text.append('\n').append(branch).append(":\n");
      }
      text.append("  # ").append(setting.description()).append('\n');
      text.append("  # ").append(sentence(setting)).append('\n');
      text.append(("  #" + key.substring(dot + 1) + ": " + defaultText(setting)).stripTrailing());
      text.append('\n');
    }
    return text.toString();
  }

  /** The table in Markdown. */
  static String page(List<Setting<?>> settings) {
    StringBuilder text =
        new StringBuilder(
            """
            # Configuration

            Each setting is looked up in this order; the first that says something other than blank
            wins:

            1. system property: `java -Dserver.port=9100 -jar …`
            2. environment variable: `ROLLOUT_SERVER_PORT=9100`
            3. the YAML file given by `--config FILE`; it is merged with the defaults, key by key
            4. the default

            A value outside its bounds, or a key in the file that is none, stops the start with one
            sentence and exit code 2. So does an environment variable with `ROLLOUT` or `TOKENIZER`
            in its name, or a system property of one of the branches below, that nobody reads and
            that resembles one of these; any other is ignored, since it may be someone else's, such
            as those that Kubernetes sets for each Service.

            `java -jar … --check-config` prints each key with its value and where it comes from, and
            does not serve. `etc/rollout-server.yaml` is a file with every key at its default,
            commented out.

            Times are in seconds and may have a fraction. In paths a leading `~` and environment
            variables (`$NAME`, `${NAME}`) are replaced. Secrets are printed as `****`.

            ## Deadlines

            Each has a name, which `extra_fields.deadline` of an answer tells: `connect`,
            `first_byte`, `trainer_call`, `rollout`. A tool call that takes too long is told to the
            model.

            connection ≤ one call ≤ rollout ≤ idle connection, and one tool call ≤ rollout. Two that
            were both set in the wrong order stop the start. Where only one was set, the default of
            the other yields: with `ROLLOUT_TIMEOUT_SECONDS=120` a call ends after 120 seconds too,
            and with 3600 idle connections are kept longer. Whatever stands before the server, a
            proxy for instance, should wait longer than `rollout.queue-timeout-seconds` and
            `rollout.timeout-seconds` together. `server.shutdown-grace-seconds` may be shorter than
            a rollout: those that have not ended by then are cancelled.

            A request may bring a shorter deadline of its own, `metadata.deadline_seconds`, a number
            above 0; a longer one changes nothing. The wait for a permit counts for neither: it ends
            after `rollout.queue-timeout-seconds` with 429, and an answer tells it as
            `extra_fields.queue_ms`.

            ## Limits that are no settings

            JSON nests at most 500 deep and its numbers have at most 4,300 digits, as Python's
            integers; a prompt has at most 4,000,000 characters. HTTP/1.0 is answered 505: nginx
            needs `proxy_http_version 1.1`. `callback_api_key` is sent in a header, so it must be
            printable ASCII.

            ## Prompt formats

            An entry of `prompt.formats` says how the prompts of one tokenizer are made. Only `name`
            is required.

            | member | default | meaning |
            | --- | --- | --- |
            | `name` | | the tokenizer's |
            | `template` | the model's | file with another chat template; a relative path starts at the working directory |
            | `variables` | `{}` | further variables of the template |
            | `tools` | `true` | whether the template is given the tools |
            | `arguments` | `as-sent` | `objects` when tool-call arguments that are JSON texts are given as objects |
            | `fingerprint` | | SHA-256 of tokenizer and template together, as `extra_fields.prompt_format` of an answer tells it; any other is refused |

            ```yaml
            prompt:
              formats:
                - name: Qwen/Qwen3-8B
                  variables: {enable_thinking: false}
                - name: deepseek-ai/DeepSeek-V3
                  tools: false
                  arguments: objects
            ```

            Elsewhere it is one JSON text of the same shape:

            ```sh
            export ROLLOUT_PROMPT_FORMATS='[{"name": "Qwen/Qwen3-8B", "variables": {"enable_thinking": false}}]'
            ```

            ## Every key

            | key | environment variable | default | must be | meaning |
            | --- | --- | --- | --- | --- |
            """);
    for (Setting<?> setting : settings) {
      text.append(
          "| `%s` | %s | %s | %s | %s |%n"
              .formatted(
                  setting.key(),
                  setting.environmentNames().stream()
                      .map(name -> "`" + name + "`")
                      .collect(Collectors.joining(", ")),
                  defaultText(setting).isEmpty() ? "" : "`" + defaultText(setting) + "`",
                  setting.type().rule(),
                  setting.description()));
    }
    return text.toString();
  }

  private static String sentence(Setting<?> setting) {
    String rule = setting.type().rule();
    return Character.toUpperCase(rule.charAt(0))
        + rule.substring(1)
        + ". "
        + String.join(", ", setting.environmentNames());
  }

  private static <T> String defaultText(Setting<T> setting) {
    return setting.type().write(setting.defaultValue());
  }
}
