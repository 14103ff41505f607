package io.acceptlag.core.evidence;

import java.util.Collections;
import java.util.List;

/** What serves connections, as text and back. */
final class ServingText {
  private ServingText() {}

  static Serving pass(Serving serving, Fields fields) {
    List<AcceptorSample> threads = serving.threads();
    Serving.Builder to = new Serving.Builder();
    to.workers = EvidenceText.workers("serving.workers", serving.workers(), fields);
    to.acceptorIsOfPool = fields.flag("serving.acceptorIsOfPool", serving.acceptorIsOfPool());
    to.withoutThread = fields.flag("serving.withoutThread", serving.withoutThread());
    to.queued = fields.number("serving.queued", serving.queued());
    to.mayGrow = fields.flag("serving.mayGrow", serving.mayGrow());
    to.pollerGone = fields.flag("serving.pollerGone", serving.pollerGone());
    int count = fields.number("serving.threads", threads.size());
    to.threads = EvidenceText.samples("serving.threads.", count, threads, fields);
    to.carriers = carriers(serving.carriers(), fields);
    return to.build();
  }

  private static CarrierSample carriers(CarrierSample carriers, Fields fields) {
    List<AcceptorSample> holders = carriers.holders();
    int parallelism = fields.number("serving.carriers.parallelism", carriers.parallelism());
    int count = fields.number("serving.carriers.count", carriers.carriers());
    int held = fields.number("serving.carriers.held", carriers.held());
    int samples = fields.number("serving.carriers.holders", holders.size());
    return count < 0
        ? CarrierSample.UNKNOWN
        : new CarrierSample(
            true,
            false,
            parallelism,
            count,
            held,
            Collections.emptySet(),
            EvidenceText.samples("serving.carriers.holders.", samples, holders, fields));
  }
}
