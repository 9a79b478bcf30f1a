package dev.rolloutserver.command;

import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;

/** Answers a wrong command line with one sentence: the whole help would hide it. */
public final class WrongUsage implements IParameterExceptionHandler {
  @Override
  public int handleParseException(ParameterException e, String[] arguments) {
    e.getCommandLine().getErr().println(e.getMessage() + "; see --help");
    return ExitCode.USAGE;
  }
}
