package io.acceptlag.agent.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CollectorAddressTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          http://c                           | http://c
          http://c:4318                      | http://c:4318
          HTTPS://c:4318/                    | https://c:4318/
          http://10.1.2.3:65535/v1/a_b-c~%41 | http://10.1.2.3:65535/v1/a_b-c~%41
          http://[::1]:4318/v1               | http://[::1]:4318/v1
          http://[fe80::1%25eth0]            | http://[fe80::1%25eth0]
          http://a_b.example-1.org           | http://a_b.example-1.org
          http://bücher:4318                 | http://bücher:4318
          http://me:S3CRET@c:4318/v1         | http://c:4318/v1
          http://S3CRET@c                    | http://c
          http://me:S3%2FCR%40ET@[::1]:1     | http://[::1]:1
          """)
  void whatIsRightIsShownWithoutItsUser(String text, String shown) {
    CollectorAddress address = CollectorAddress.of(text, true);

    assertNull(address.fault);
    assertEquals(shown, address.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "http://c:4318/v1,c,4318",
    "https://me:S3CRET@c,c,443",
    "http://10.1.2.3,10.1.2.3,80",
    "http://[::1]:4317,::1,4317",
    "http://[::1],::1,80"
  })
  void hasAHostAndAPort(String text, String host, int port) {
    CollectorAddress address = CollectorAddress.of(text, true);

    assertEquals(host, address.host());
    assertEquals(port, address.port());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "S3CRET",
        "me:S3CRET@c:4318",
        "//me:S3CRET@c",
        "http:/me:S3CRET@c",
        "ftp://S3CRET/",
        "http://",
        "http:///S3CRET",
        "http://:4318",
        "http://@",
        "http://me:S3CRET@",
        "http://me:S3/CRET@c",
        "http://me:1/S3CRET@c",
        "http://me:S3?CRET@c",
        "http://me:S3#CRET@c",
        "http://me@x:S3CRET@c",
        "http://me:S3CRET%40c",
        "http://c/v1?token=S3CRET",
        "http://c/v1?to=S3CRET@x",
        "http://c?S3CRET",
        "http://c/v1#S3CRET",
        "http://c S3CRET",
        "http://c/S3CRET path",
        "http://c/S3CRET\nWARN forged",
        "http://c/S3CRET | event=forged",
        "http://c/S3CRET\u202e",
        "http://c\u2028S3CRET",
        "http://c:",
        "http://c:0",
        "http://c:99999",
        "http://c:S3CRET",
        "http://c:-1",
        "http://c:43 18",
        "http://[::1",
        "http://[]:1",
        "http://S3:CRET:1",
      })
  void ofWhatIsWrongNothingIsShown(String text) {
    CollectorAddress address = CollectorAddress.of(text, true);

    assertNotNull(address.fault, address.toString());
    assertEquals("(address not valid)", address.toString());
    assertEquals(-1, address.fault.indexOf("S3"), address.fault);
  }

  @Test
  void onlyHttpHasAPath() {
    assertNull(CollectorAddress.of("http://c:4317/", false).fault);
    assertNotNull(CollectorAddress.of("http://c:4317/v1", false).fault);
  }
}
