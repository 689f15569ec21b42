import { z } from 'zod'
import { sql } from '../../../kit/sql.ts'
import { defineQuery, int64 } from '../../../stores/warehouse/index.ts'
import { involvedKeys } from '../../identity/customers-now.ts'

/** What is known of some customers, and what each source has said of them. */
export const knownCustomers = defineQuery({
  name: 'collection.known_customers',
  params: z.object({ workspaceId: z.int(), people: z.array(z.int()) }),
  row: z.object({
    personKey: int64(),
    firstSeenMs: int64(),
    status: z.string(),
    country: z.string(),
    region: z.string(),
    city: z.string(),
    gender: z.string(),
    birthYear: z.int(),
    tier: z.string(),
    language: z.string(),
    reachable: z.array(z.string()),
    attributes: z.string(),
    importId: z.string(),
    updatedMs: int64(),
    /** All sayings that are kept of the person: source, import, what, when, observed, first seen, reachable, stored. */
    sayings: z.array(
      z.tuple([
        z.string(),
        z.string(),
        z.record(z.string(), z.string()),
        z.record(z.string(), z.coerce.number()),
        z.coerce.number(),
        z.coerce.number(),
        z.array(z.string()),
        z.coerce.number(),
      ]),
    ),
    /** The person is made of several keys. */
    merged: z.int(),
  }),
  text: sql`
    SELECT c.person_key AS personKey, toUnixTimestamp64Milli(c.first_seen) AS firstSeenMs, c.status AS status,
           c.country AS country, c.region AS region, c.city AS city, c.gender AS gender, c.birth_year AS birthYear,
           c.tier AS tier, c.language AS language, c.reachable AS reachable, c.attributes::String AS attributes,
           toString(c.import_id) AS importId, toUnixTimestamp64Milli(c.updated_at) AS updatedMs,
           s.sayings AS sayings, c.person_key IN ${involvedKeys} AS merged
    FROM (
      SELECT * FROM customers FINAL
      WHERE workspace_id = {workspaceId:UInt32} AND person_key IN {people:Array(UInt64)}) AS c
    LEFT JOIN (
      SELECT person_key, groupArray((toString(source_id), toString(import_id), said, said_at,
               toUnixTimestamp64Milli(observed_at), toUnixTimestamp64Milli(first_seen), reachable,
               toUnixTimestamp64Milli(stored_at))) AS sayings
      FROM customer_sayings FINAL
      WHERE workspace_id = {workspaceId:UInt32} AND person_key IN {people:Array(UInt64)}
      GROUP BY person_key) AS s ON s.person_key = c.person_key`,
})
