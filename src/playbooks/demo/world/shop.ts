import { messageOf } from '../../../kit/errors.ts'

/** Everything the world knows of the product: its public HTTP interface, with a key like any other system's. */
export interface ProductApi {
  url: string
  workspace: string
  key: string
}

export interface ReceivedMessage {
  id: string
  to: string
  campaignId: string | null
}

async function call<T>(
  api: ProductApi,
  method: string,
  path: string,
  init: { json?: unknown; form?: FormData } = {},
): Promise<T> {
  const headers: Record<string, string> = { authorization: `Bearer ${api.key}`, accept: 'application/json' }
  if (init.json !== undefined) headers['content-type'] = 'application/json'
  const response = await fetch(`${api.url}/api/workspaces/${api.workspace}${path}`, {
    method,
    headers,
    ...(init.json !== undefined ? { body: JSON.stringify(init.json) } : {}),
    ...(init.form ? { body: init.form } : {}),
  })
  if (!response.ok)
    throw new Error(`${method} ${path} answered ${response.status}: ${(await response.text()).slice(0, 300)}`)
  return (await response.json()) as T
}

/** Messages that reached the mailboxes, newest first, until one that `isKnown`. */
export async function newMessages(
  api: ProductApi,
  isKnown: (id: string) => boolean,
): Promise<ReceivedMessage[]> {
  const found: ReceivedMessage[] = []
  let cursor: string | null = null
  do {
    const query: string = `?limit=200${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`
    const page: { items: ReceivedMessage[]; nextCursor: string | null } = await call(
      api,
      'GET',
      `/mail-catcher${query}`,
    )
    for (const message of page.items) {
      if (isKnown(message.id)) return found
      found.push(message)
    }
    cursor = page.nextCursor
  } while (cursor)
  return found
}

export async function messageLinks(api: ProductApi, id: string): Promise<{ html: string; links: string[] }> {
  return call(api, 'GET', `/mail-catcher/${encodeURIComponent(id)}`)
}

/** Without a reader's name the product takes a visit for a link scanner's. */
const reader = {
  'user-agent':
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 Version/18.6 Safari/604.1',
}

/** A reader's mail program or browser: no key, no cookies, follows no redirect. */
export async function visit(url: string, method: 'GET' | 'POST' = 'GET'): Promise<void> {
  const form = {
    method,
    body: 'List-Unsubscribe=One-Click',
    headers: { ...reader, 'content-type': 'application/x-www-form-urlencoded' },
  }
  const response = await fetch(url, {
    redirect: 'manual',
    ...(method === 'POST' ? form : { headers: reader }),
  })
  await response.arrayBuffer()
}

/** Hands one batch of the shop's orders in, as a file, and waits until the product has stored it. */
export async function handInOrders(api: ProductApi, fileName: string, csv: string): Promise<void> {
  const form = new FormData()
  form.append('file', new Blob([csv], { type: 'text/csv' }), fileName)
  const { fileId } = await call<{ fileId: string }>(api, 'POST', '/imports/files', { form })
  const column = (name: string) => ({ column: name })
  const mapping = {
    version: 1,
    kind: 'orders',
    source: 'demo-shop',
    timeZone: 'UTC',
    fields: {
      order_id: column('order_id'),
      line_id: column('line_id'),
      customer: column('customer'),
      ts: { column: 'ordered_at', format: 'yyyy-MM-dd HH:mm:ss' },
      product_id: column('product_id'),
      quantity: column('quantity'),
      amount: { column: 'amount_minor', unit: 'minor' },
      discount: { column: 'discount_minor', unit: 'minor' },
      cost: { column: 'cost_minor', unit: 'minor' },
      channel: column('channel'),
    },
  }
  const { taskId } = await call<{ taskId: string }>(api, 'POST', '/imports', { json: { fileId, mapping } })
  for (let waitMs = 20; ; waitMs = Math.min(waitMs * 1.5, 400)) {
    const task = await call<{ status: string; error: { message: string } | null }>(
      api,
      'GET',
      `/tasks/${taskId}`,
    )
    if (task.status === 'done') return
    if (task.status !== 'queued' && task.status !== 'running') {
      throw new Error(
        `The product did not take ${fileName}: ${task.error?.message ?? messageOf(task.status)}`,
      )
    }
    await new Promise((resolve) => setTimeout(resolve, waitMs))
  }
}
