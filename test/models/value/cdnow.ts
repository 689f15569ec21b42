import { openLabFile } from '../../../src/cli/lab/table/open.ts'
import { realFile } from '../../customer/real-data.ts'
import { quietTask } from '../real-table.ts'

const day = 86_400_000

/** Fader and Hardie's summary of 2,357 CDNOW customers: weeks, 39-week calibration; null where the file is absent. */
export async function cdnowSummary() {
  const path = realFile('cdnow/cdnow_customers_summary.csv')
  if (path === null) return null
  const table = await (await openLabFile(path, quietTask)).read({
    frequency: 'number',
    recency: 'number',
    T: 'number',
  })
  return {
    frequency: table.allNumbers('frequency'),
    recency: table.allNumbers('recency'),
    age: table.allNumbers('T'),
  }
}

/** The transactions of the same customers; days since 1970. */
export async function cdnowPurchases() {
  const path = realFile('cdnow/cdnow_sample.csv.gz')
  if (path === null) return null
  const table = await (await openLabFile(path, quietTask)).read({
    sample_customer_id: 'text',
    date: 'time',
    dollar_value: 'number',
  })
  const customer = table.allText('sample_customer_id')
  return {
    customers: customer.levels.length,
    names: customer.levels,
    purchases: {
      customer: customer.codes,
      time: table.allTimes('date').map((ms) => ms / day),
      amount: table.allNumbers('dollar_value'),
    },
  }
}

export const dayOf = (date: string) => Date.parse(`${date}T00:00:00Z`) / day
