import type { Client } from './client.ts'

export const customers = 300
export const controlShare = 0.25
export const emailOf = (n: number): string | null => (n % 10 === 0 ? null : `person${n}@reader.example`)

export interface OrdersFile {
  name: string
  content: string
}

/** Order lines with one in 97 written twice and one in 211 dated on a day there is none of. */
export function ordersFile(name: string, lines: number): OrdersFile {
  const rows = ['order_id,line_no,customer_id,order_date,product,quantity,amount']
  for (let i = 0; i < lines; i++) {
    const day = i % 211 === 7 ? '2026-02-31' : `2026-0${(i % 9) + 1}-${String((i % 28) + 1).padStart(2, '0')}`
    const row = `${name}-${i},1,c${(i * 7) % customers},${day},Tea ${i % 40},${(i % 3) + 1},${(i % 500) + 1}.50`
    rows.push(row)
    if (i % 97 === 3) rows.push(row)
  }
  return { name: `${name}.csv`, content: `${rows.join('\n')}\n` }
}

export function customersFile(): OrdersFile {
  const rows = ['customer_id,email,city']
  for (let n = 0; n < customers; n++) rows.push(`c${n},${emailOf(n) ?? ''},City ${n % 7}`)
  return { name: 'customers.csv', content: `${rows.join('\n')}\n` }
}

export interface ImportRecord {
  id: string
  fileName: string
  status: 'reading' | 'committing' | 'done' | 'failed' | 'cancelled' | 'undone'
  error: { code: string } | null
  summary: {
    read: number
    stored: number
    repeated: number
    rejected: number
    returns: number
    withoutCustomer: number
    customersSeen: number
    from: string
    to: string
  } | null
}

export interface Upload {
  fileId: string
  kind: string
  mapping: object
}

export async function upload(client: Client, file: OrdersFile): Promise<Upload> {
  return client.post<Upload>('/imports/files', () => {
    const form = new FormData()
    form.set('file', new Blob([file.content]), file.name)
    return form
  })
}

/**
 * Imports an uploaded file as somebody does who wants it in: started again whenever it says it failed.
 * @param seen told each status as it is met
 */
export async function importUntilDone(
  client: Client,
  { fileId, mapping }: Upload,
  seen: (status: string) => void = () => {},
): Promise<{ imports: number; errors: string[] }> {
  const errors: string[] = []
  for (let imports = 1; ; imports++) {
    const { importId } = await client.post<{ importId: string }>('/imports', { fileId, mapping })
    const record = await endOf(client, importId, seen)
    if (record.status === 'done') return { imports, errors }
    errors.push(record.error?.code ?? record.status)
    if (imports > 8) throw new Error(`an import failed again and again: ${errors.join(', ')}`)
  }
}

async function endOf(client: Client, id: string, seen: (status: string) => void): Promise<ImportRecord> {
  for (const until = Date.now() + 90_000; ; ) {
    const record = await client.get<ImportRecord>(`/imports/${id}`)
    seen(record.status)
    if (!['reading', 'committing'].includes(record.status)) return record
    if (Date.now() > until) throw new Error(`the import ${id} stays at '${record.status}'`)
    await new Promise((resolve) => setTimeout(resolve, 40))
  }
}

export interface Campaign {
  id: string
  version: number
  status: string
  launchError: { code: string } | null
}

/** Everything a campaign needs but the campaign: made once. */
export async function furnish(
  client: Client,
): Promise<{ segmentId: string; offerId: string; creativeId: string }> {
  const { items } = await client.get<{
    items: { language: string; subject: string; preheader: string; mjml: string }[]
  }>('/creative-templates')
  const template = items.find((item) => item.language === 'en')
  const segment = await client.post<{ id: string }>('/segments', { name: 'Everybody', rule: { all: [] } })
  const offer = await client.post<{ id: string }>('/offers', {
    name: 'Ten percent',
    kind: 'percent_off',
    value: 10,
    words: '10 % off',
  })
  const creative = await client.post<{ id: string }>('/creatives', {
    name: 'Come back',
    language: 'en',
    subject: template?.subject,
    preheader: template?.preheader,
    mjml: template?.mjml,
  })
  return { segmentId: segment.id, offerId: offer.id, creativeId: creative.id }
}

export async function draftCampaign(client: Client, name: string, parts: object): Promise<Campaign> {
  return client.post<Campaign>('/campaigns', {
    name,
    objective: 'retain',
    ...parts,
    controlShare,
    contactCap: { contacts: 100, days: 365 },
    landingUrl: 'https://shop.example/',
  })
}

/** Presses "launch" until an answer comes; one that says it is launched already is an answer to a press before. */
export async function launch(client: Client, campaign: Campaign): Promise<void> {
  const forecast = await client.post<{ recipients: number }>(`/campaigns/${campaign.id}/forecast`, {})
  for (const until = Date.now() + 90_000; ; ) {
    const answer = await client.once<{ code?: string }>('POST', `/campaigns/${campaign.id}/launch`, {
      version: campaign.version,
      recipients: forecast.recipients,
    })
    if (answer && (answer.status < 300 || answer.body.code === 'campaign.notDraft')) return
    if (answer) throw new Error(`launch answered ${answer.status} ${JSON.stringify(answer.body)}`)
    if (Date.now() > until) throw new Error('the launch was never answered')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

export async function untilLive(client: Client, id: string): Promise<void> {
  for (const until = Date.now() + 90_000; ; ) {
    const { status, launchError } = await client.get<Campaign>(`/campaigns/${id}`)
    if (status === 'live') return
    if (Date.now() > until) throw new Error(`the campaign ${id} stays at '${status}' (${launchError?.code})`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
