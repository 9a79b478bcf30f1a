package dev.rolloutserver;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptException;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A real browser without a window: Debian's chromium. */
final class Browser implements AutoCloseable {
  private static final Path SCREENSHOTS = Path.of("target/screenshots");
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Says with each new browser that it does not know its events, of which none are asked for. */
  private static final Logger EVENTS =
      Logger.getLogger("org.openqa.selenium.devtools.CdpVersionFinder");

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /** Starts it; skips the test, and says so, where it is not installed. */
  static Browser start() {
    File browser = program("chromium");
    EVENTS.setLevel(Level.OFF);
    // named, so that Selenium looks for none and downloads none
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(program("chromedriver"))
            .usingAnyFreePort()
            .withSilent(true)
            .build();
    LoggingPreferences console = new LoggingPreferences();
    console.enable(LogType.BROWSER, Level.ALL);
    ChromeOptions options = new ChromeOptions().setBinary(browser);
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--window-size=1400,1000");
    options.setCapability("goog:loggingPrefs", console);
    return new Browser(new ChromeDriver(service, options));
  }

  private static File program(String name) {
    Optional<File> found =
        List.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)).stream()
            .map(folder -> new File(folder, name))
            .filter(File::canExecute)
            .findFirst();
    assumeTrue(found.isPresent(), name + " is not installed (apt-get install chromium-driver)");
    return found.get();
  }

  /** Opens an address in a tab without a memory of others. */
  void open(String url) {
    driver.get("about:blank");
    driver.get(url);
  }

  String url() {
    return String.valueOf(driver.getCurrentUrl());
  }

  /** What a script returns: numbers as Long or Double, arrays as lists, objects as maps. */
  @Nullable Object run(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  /** What a script hands to its last argument, a function, once it is ready. */
  @Nullable Object runUntilDone(String script) {
    return driver.executeAsyncScript(script);
  }

  /** A list that a script returns. */
  List<?> list(String script) {
    return run(script) instanceof List<?> list ? list : List.of();
  }

  /** Waits until an expression of JavaScript is true. */
  void await(String expression) {
    new WebDriverWait(driver, PATIENCE, Duration.ofMillis(20))
        .ignoring(JavascriptException.class)
        .withMessage(() -> expression + "; the page says: " + text("body"))
        .until(any -> Boolean.TRUE.equals(run("return Boolean(" + expression + ")")));
  }

  /** Waits until an element has this text. */
  void awaitText(String selector, String text) {
    new WebDriverWait(driver, PATIENCE, Duration.ofMillis(20))
        .withMessage(() -> selector + " has not: " + text + "; the page says: " + text("body"))
        .until(any -> text(selector).contains(text));
  }

  /** The texts of these elements, shown or not. */
  List<String> texts(String selector) {
    return driver.findElements(By.cssSelector(selector)).stream()
        .map(element -> String.valueOf(element.getDomProperty("textContent")))
        .toList();
  }

  /** The text of these elements together. */
  String text(String selector) {
    return String.join("\n", texts(selector));
  }

  WebElement find(String selector) {
    return driver.findElement(By.cssSelector(selector));
  }

  /** Presses keys one after the other, wherever the focus is. */
  void press(CharSequence... keys) {
    Actions actions = new Actions(driver);
    List.of(keys).forEach(actions::sendKeys);
    actions.perform();
  }

  void pointAt(WebElement element) {
    new Actions(driver).moveToElement(element).perform();
  }

  /** What the browser says that its user prefers. */
  void prefer(String colours) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", colours))));
  }

  /** Keeps what is seen for people to look at. */
  void screenshot(String name) throws IOException {
    Files.createDirectories(SCREENSHOTS);
    Files.write(SCREENSHOTS.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
  }

  /** What the console has had to complain of since this was last asked. */
  List<String> complaints() {
    return StreamSupport.stream(driver.manage().logs().get(LogType.BROWSER).spliterator(), false)
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(LogEntry::getMessage)
        .toList();
  }

  @Override
  public void close() {
    driver.quit();
  }
}
