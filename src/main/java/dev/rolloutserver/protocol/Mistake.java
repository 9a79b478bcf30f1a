package dev.rolloutserver.protocol;

import java.util.Locale;

/** Pydantic's mistakes that are told in the same words wherever they are made. */
enum Mistake {
  MISSING("Field required"),
  MODEL_ATTRIBUTES_TYPE("Input should be a valid dictionary or object to extract fields from"),
  DICT_TYPE("Input should be a valid dictionary"),
  LIST_TYPE("Input should be a valid list"),
  STRING_TYPE("Input should be a valid string"),
  STRING_UNICODE("Input should be a valid string, unable to parse raw data as a unicode string"),
  INT_TYPE("Input should be a valid integer"),
  INT_PARSING("Input should be a valid integer, unable to parse string as an integer"),
  INT_PARSING_SIZE("Unable to parse input string as an integer, exceeded maximum size"),
  INT_FROM_FLOAT("Input should be a valid integer, got a number with a fractional part"),
  FLOAT_TYPE("Input should be a valid number"),
  FLOAT_PARSING("Input should be a valid number, unable to parse string as a number"),
  FINITE_NUMBER("Input should be a finite number"),
  BOOL_TYPE("Input should be a valid boolean"),
  BOOL_PARSING("Input should be a valid boolean, unable to interpret input");

  private final String message;

  Mistake(String message) {
    this.message = message;
  }

  String type() {
    return name().toLowerCase(Locale.ROOT);
  }

  String message() {
    return message;
  }
}
