import { z } from 'zod'
import { sql } from '../../../kit/sql.ts'
import { defineQuery, int64 } from '../../../stores/warehouse/index.ts'

/** What is known of some customers. */
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
  }),
  text: sql`
    SELECT person_key AS personKey, toUnixTimestamp64Milli(first_seen) AS firstSeenMs, status, country, region, city,
           gender, birth_year AS birthYear, tier, language, reachable, attributes::String AS attributes,
           toString(import_id) AS importId
    FROM customers FINAL
    WHERE workspace_id = {workspaceId:UInt32} AND person_key IN {people:Array(UInt64)}`,
})
