/** Limits of the Segment specification, and how much of a stream is remembered. */
export const limits = {
  /** Of one request, before and after it is unpacked. */
  requestBytes: 500 * 1024,
  eventBytes: 32 * 1024,
  idCharacters: 512,
  messageIdCharacters: 100,
  nameCharacters: 200,
  /** Objects within objects. */
  depth: 12,
  /** An event may be so far ahead of our clock. */
  aheadMs: 24 * 3_600_000,
  /** No customer record of anybody's is older. */
  earliestMs: Date.UTC(1990, 0, 1),
  /** Events that wait to be written; more are refused for the moment. */
  waiting: 100_000,
  /** Rows and time after which waiting events are written. */
  flushRows: 10_000,
  flushAfterMs: 10,
  /** After a batch of so many rows more is awaited, and the next begins so long after it: one insert for many requests. */
  worthWaitingFor: 500,
  flushAfterMsBusy: 50,
  /** While they keep coming, nothing of the kind for so long, it is waited longer: the engine is spared an insert. */
  stillComingMs: 20,
  flushAfterMsComing: 80,
  /** Batches on their way; the second only with so many rows. */
  flushesAtOnce: 2,
  worthAnInsert: 1_500,
  /** An insert that takes longer is not waited for: its batch goes to the journal, whose places are so many and so large. */
  journalAfterMs: 60,
  journalPlaces: 4,
  journalBytes: 4 * 1024 * 1024,
  /** Kept aside for one source; older ones make room. */
  quarantined: 10_000,
  tail: 100,
} as const
