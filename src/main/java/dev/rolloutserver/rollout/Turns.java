package dev.rolloutserver.rollout;

import dev.rolloutserver.admission.HeldMemory;
import dev.rolloutserver.conversation.Conversation;
import dev.rolloutserver.conversation.Message;
import dev.rolloutserver.conversation.ToolCall;
import dev.rolloutserver.deadline.Cancellation;
import dev.rolloutserver.deadline.Deadline;
import dev.rolloutserver.json.HeapNeed;
import dev.rolloutserver.prompt.Prompt;
import dev.rolloutserver.prompt.PromptCounter;
import dev.rolloutserver.prompt.PromptFormat;
import dev.rolloutserver.prompt.PromptFormats;
import dev.rolloutserver.prompt.ResponseMask;
import dev.rolloutserver.prompt.TokenCheck;
import dev.rolloutserver.protocol.CompletionRequest;
import dev.rolloutserver.protocol.CompletionResponse;
import dev.rolloutserver.rollout.RolloutOutcome.Completed;
import dev.rolloutserver.rollout.RolloutOutcome.Failed;
import dev.rolloutserver.rollout.RolloutSettings.OnTokenDrift;
import dev.rolloutserver.tools.McpToolServer;
import dev.rolloutserver.tools.ToolBox;
import dev.rolloutserver.tools.ToolServers;
import dev.rolloutserver.trainer.Trainer;
import dev.rolloutserver.trainer.TrainerCall;
import dev.rolloutserver.trainer.TrainerException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The turns of one rollout, from the first prompt to the outcome. For one thread. */
final class Turns {
  private final RolloutSpec spec;
  private final RolloutSettings settings;
  private final HeldMemory memory;
  private final TimeLimit limit;
  private final Deadline deadline;
  private final Cancellation cancellation;
  private final RolloutObserver observer;
  private final Conversation conversation;
  private final Tally tally;
  private final ResponseMask mask = new ResponseMask();
  private final TokenCheck check = new TokenCheck();
  private final LoopGuard loopGuard;
  private final Trace trace;
  private final ToolServers toolServers;
  private ToolBox tools;
  private @Nullable PromptFormat format;

  Turns(
      RolloutSpec spec,
      RolloutSettings settings,
      ToolBox tools,
      ToolServers toolServers,
      HeldMemory memory,
      TimeLimit limit,
      Cancellation cancellation,
      RolloutObserver observer,
      LongSupplier nanoClock) {
    this.spec = spec;
    this.settings = settings;
    this.tools = tools;
    this.toolServers = toolServers;
    this.memory = memory;
    this.limit = limit;
    this.deadline = Deadline.after(limit.time());
    this.cancellation = cancellation;
    this.observer = observer;
    this.conversation = new Conversation(spec.messages());
    this.tally = new Tally(nanoClock);
    this.loopGuard = new LoopGuard(settings.loopGuard());
    this.trace = new Trace(spec.traced());
  }

  RolloutOutcome run(PromptFormats formats, Trainer trainer) throws InterruptedException {
    checkTime();
    try (PromptFormats.Lease lease =
        formats.lease(spec.tokenizerName(), spec.tokenizerRevision(), deadline)) {
      format = lease.format();
      return run(lease.format(), trainer);
    }
  }

  private RolloutOutcome run(PromptFormat format, Trainer trainer) throws InterruptedException {
    try (McpToolServer server = toolServer()) {
      if (server != null) {
        tools = tools.with(server.tools());
      }
      PromptCounter counter = format.counter(tools.definitions(), spec.templateVariables());
      for (int turn = 1; ; turn++) {
        checkTime();
        Message answer = ask(trainer, turn, counter);
        List<ToolCall> calls = answer.toolCalls();
        if (tally.responseTokens() >= spec.maxTokensTotal()) {
          return completed(FinishReason.MAX_TOKENS);
        }
        if (calls.isEmpty()) {
          return completed(FinishReason.STOP);
        }
        callTools(calls);
        loopGuard.called(calls);
        if (turn == spec.maxTurns() || loopGuard.report().isPresent()) {
          return completed(FinishReason.MAX_TURNS);
        }
      }
    }
  }

  /** The outcome of a rollout that this ended. */
  Failed failed(Throwable e) {
    Failure failure = Failure.of(e, deadline, limit, cancellation);
    Map<String, @Nullable Object> findings = findings();
    failure.passedDeadline().ifPresent(name -> findings.put("deadline", name));
    return new Failed(
        failure.category(),
        failure.message(),
        failure.httpStatus(),
        conversation.messages(),
        tally.usage(),
        findings);
  }

  private Completed completed(FinishReason reason) {
    return new Completed(reason, conversation.messages(), tally.usage(), findings());
  }

  private void checkTime() throws InterruptedException {
    if (cancellation.cancelled() || Thread.interrupted()) {
      throw new InterruptedException("the rollout is to end");
    }
    if (deadline.passed()) {
      throw new RolloutTimeout();
    }
  }

  private @Nullable McpToolServer toolServer() {
    if (spec.toolServerUrl() == null) {
      return null;
    }
    long start = tally.now();
    try {
      return toolServers.open(
          spec.toolServerUrl(), deadline.within(settings.toolTimeout()), cancellation);
    } finally {
      tally.waitedForTools(start);
    }
  }

  /** The model's turn; the ids of prompt and answer are not kept beyond it. */
  private Message ask(Trainer trainer, int turn, PromptCounter counter) {
    long start = tally.now();
    @Nullable Prompt prompt = null;
    int zeros;
    try {
      prompt = counter.next(conversation);
      zeros = mask.next(prompt.length()).orElse(0);
    } catch (RuntimeException | Error e) {
      observer.promptFailed(turn, prompt == null ? null : prompt.length(), tally.now() - start);
      throw e;
    }
    long promptTime = tally.now() - start;
    trace.asked(turn, prompt.length(), zeros);
    observer.trainerAsked(turn, prompt.length(), promptTime, zeros);
    return answered(turn, prompt, zeros, call(trainer, turn, zeros));
  }

  private Message answered(int turn, Prompt prompt, int zeros, Call call) {
    CompletionResponse answer = call.answer();
    @Nullable String tokenClass = null;
    try {
      add(answer.message());
      mask.answered(answer.tokenIds().count());
      tokenClass =
          check
              .answered(turn, prompt, zeros, answer.promptTokenIds(), answer.tokenIds())
              .wireName();
    } finally {
      observer.trainerAnswered(
          answer,
          call.time(),
          tokenClass,
          tokenClass == null ? null : check.lastDrift().orElse(null));
    }
    trace.checked(tokenClass);
    if (check.lastDrift().isPresent() && settings.onTokenDrift() == OnTokenDrift.FAIL) {
      throw new DriftException(turn, tokenClass);
    }
    return answer.message();
  }

  private void add(Message message) {
    memory.add(HeapNeed.of(message.json()));
    conversation.add(message);
  }

  /** An answer, and the time until it was there, in nanoseconds. */
  private record Call(CompletionResponse answer, long time) {}

  private Call call(Trainer trainer, int turn, int zeros) {
    CompletionRequest request =
        new CompletionRequest(
            spec.rolloutId(), conversation.messages(), spec.samplingParams(), zeros);
    TrainerCall call =
        new TrainerCall(
            turn,
            request,
            check.context(),
            observer.keepsTokens(),
            memory,
            observer.traceHeaders(turn),
            deadline,
            cancellation);
    long start = tally.now();
    @Nullable CompletionResponse answer = null;
    long time;
    try {
      answer = trainer.complete(call, this::attempted);
    } finally {
      time = tally.waitedForTrainer(start);
      if (answer == null) {
        observer.trainerFailed(time);
      }
    }
    int prompted = answer.promptTokenIds().count();
    int produced = answer.tokenIds().count();
    tally.answered(prompted, produced, "length".equals(answer.finishReason()));
    trace.answered(answer.message(), prompted, produced, millis(time));
    return new Call(answer, time);
  }

  private void attempted(TrainerException.@Nullable Kind failure) {
    tally.attempted();
    if (failure != null) {
      observer.attemptFailed(failure.label());
    }
  }

  private void callTools(List<ToolCall> calls) throws InterruptedException {
    checkTime();
    Duration limit = deadline.within(settings.toolTimeout()).remaining();
    ToolCalls run = new ToolCalls(tools, calls);
    if (run.waits()) {
      observer.toolsAsked(calls);
    }
    long start = tally.now();
    List<Message> results = new ArrayList<>();
    try {
      List<ToolAnswer> answers = run.answers(limit, cancellation);
      observer.toolsAnswered(answers, tally.now() - start);
      for (ToolAnswer answer : answers) {
        tally.toolAnswered();
        Message result = Message.toolResult(answer.call(), answer.result().content());
        add(result);
        results.add(result);
      }
    } finally {
      tally.waitedForTools(start);
      trace.toolsAnswered(results);
    }
  }

  /** What is told beside outcome and metrics. */
  private Map<String, @Nullable Object> findings() {
    Map<String, @Nullable Object> findings = new LinkedHashMap<>();
    findings.put("length_limited_turns", tally.usage().lengthLimitedTurns());
    if (format != null) {
      findings.put(
          "prompt_format",
          Map.of(
              "tokenizer", format.name(),
              "revision", format.revision(),
              "fingerprint", format.fingerprint(),
              "tokenizer_sha256", format.tokenizerSha256(),
              "template_sha256", format.templateSha256()));
    }
    Map<String, Object> tokenReport = check.report();
    if (!tokenReport.isEmpty()) {
      findings.put("token_check", tokenReport);
    }
    loopGuard.report().ifPresent(report -> findings.put("loop_guard", report));
    if (spec.traced()) {
      findings.put("trace", trace.turns());
    }
    return findings;
  }

  private static double millis(long nanos) {
    return nanos / 1e6;
  }
}
