import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * Prints the options that native-image has for everyone, one a line, as its own classes declare them:
 * {@code java -cp 'svm/*' NativeOptions.java FOLDER_OF_JARS}. Of classes that cannot be loaded here it
 * knows nothing, so the list may lack some, and has none too many.
 */
final class NativeOptions {
  private static final String ANNOTATION = "com.oracle.svm.core.option.APIOption";

  private NativeOptions() {}

  public static void main(String[] arguments) throws Exception {
    Set<String> options = new TreeSet<>();
    try (Stream<Path> jars = Files.list(Path.of(arguments[0]))) {
      for (Path jar : jars.filter(file -> file.toString().endsWith(".jar")).toList()) {
        collect(jar, options);
      }
    }
    options.forEach(System.out::println);
  }

  private static void collect(Path jar, Set<String> options) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      for (String name :
          file.stream()
              .map(entry -> entry.getName())
              .filter(name -> name.startsWith("com/oracle/") && name.contains("Options") && name.endsWith(".class"))
              .toList()) {
        try {
          Class<?> type =
              Class.forName(
                  name.replace('/', '.').substring(0, name.length() - ".class".length()),
                  false,
                  NativeOptions.class.getClassLoader());
          for (Field field : type.getDeclaredFields()) {
            collect(field, options);
          }
        } catch (ReflectiveOperationException | LinkageError e) {
          // is for another platform, or wants another virtual machine
        }
      }
    }
  }

  private static void collect(Field field, Set<String> options) throws ReflectiveOperationException {
    for (var annotation : field.getAnnotations()) {
      String type = annotation.annotationType().getName();
      if (type.equals(ANNOTATION)) {
        add(annotation, options);
      } else if (type.equals(ANNOTATION + "$List")) {
        Method value = annotation.annotationType().getMethod("value");
        for (Object one : (Object[]) value.invoke(annotation)) {
          add(one, options);
        }
      }
    }
  }

  private static void add(Object option, Set<String> options) throws ReflectiveOperationException {
    Class<?> type = Class.forName(ANNOTATION, false, NativeOptions.class.getClassLoader());
    for (String name : (String[]) type.getMethod("name").invoke(option)) {
      options.add(name.startsWith("-") ? name : "--" + name);
    }
  }
}
