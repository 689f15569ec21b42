import { z } from 'zod'
import { sql } from '../../../kit/sql.ts'
import { defineQuery } from '../../../stores/warehouse/index.ts'

/** Which of these products are known. */
export const knownProducts = defineQuery({
  name: 'collection.known_products',
  params: z.object({ workspaceId: z.int(), products: z.array(z.string()) }),
  row: z.object({ productId: z.string() }),
  text: sql`
    SELECT DISTINCT product_id AS productId
    FROM products
    WHERE workspace_id = {workspaceId:UInt32} AND product_id IN {products:Array(String)}`,
})
