package io.acceptlag.agent.log;

/** A class whose loading shows how the application logs. */
enum Landmark {
  SLF4J("org.slf4j.LoggerFactory"),
  LOG4J2("org.apache.logging.log4j.LogManager"),
  JUL("java.util.logging.LogManager"),
  SPRING_BOOT("org.springframework.boot.SpringApplication");

  final String className;

  Landmark(String className) {
    this.className = className;
  }
}
