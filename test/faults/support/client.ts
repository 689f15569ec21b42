import type { RunningProduct } from '../../support/product.ts'

export interface Answer<T> {
  status: number
  body: T
}

/** Somebody signed in, who is patient: what the product or an engine of it cannot answer now is asked again. */
export interface Client {
  readonly workspace: string
  get<T>(path: string): Promise<T>
  /** Asked again until it is answered; for requests that may reach the product more than once. */
  post<T>(path: string, body: object | (() => FormData)): Promise<T>
  /** Asked once; null when no answer came or the product said it could not now. */
  once<T>(method: string, path: string, body?: object): Promise<Answer<T> | null>
}

const patienceMs = 90_000

/** Signs in by the link that was printed. */
export async function signIn(product: RunningProduct): Promise<Client> {
  const token = product.signIn?.link.split('token=')[1] ?? ''
  const answer = await fetch(`${product.url}/api/session/link`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  })
  if (!answer.ok) throw new Error(`sign-in answered ${answer.status}: ${await answer.text()}`)
  const cookie = String(answer.headers.get('set-cookie')).split(';')[0] ?? ''
  const session = (await answer.json()) as { csrfToken: string; workspaces: { slug: string }[] }
  return clientOf(product, session.workspaces[0]?.slug ?? '', { cookie, csrfToken: session.csrfToken })
}

/** Somebody whose session is there already. */
export function clientOf(
  product: Pick<RunningProduct, 'url'>,
  workspace: string,
  { cookie, csrfToken }: { cookie: string; csrfToken: string },
): Client {
  const base = `${product.url}/api/workspaces/${workspace}`
  const headers = { cookie, 'x-csrf-token': csrfToken, 'accept-language': 'en' }

  const send = async <T>(method: string, path: string, body?: object): Promise<Answer<T> | null> => {
    const content: RequestInit =
      body === undefined
        ? { headers }
        : body instanceof FormData
          ? { headers, body }
          : { headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) }
    try {
      const response = await fetch(`${base}${path}`, {
        method,
        ...content,
        signal: AbortSignal.timeout(patienceMs),
      })
      const text = await response.text()
      if (response.status >= 500 || response.status === 429) return null
      const isJson = response.headers.get('content-type')?.includes('json')
      return { status: response.status, body: (isJson ? JSON.parse(text) : text) as T }
    } catch {
      return null // killed, or still starting
    }
  }
  const patiently = async <T>(method: string, path: string, body?: () => object): Promise<T> => {
    for (const until = Date.now() + patienceMs; ; ) {
      const answered = await send<T>(method, path, body?.())
      if (answered && answered.status < 400) return answered.body
      if (answered)
        throw new Error(
          `${method} ${path} answered ${answered.status}: ${JSON.stringify(answered.body).slice(0, 400)}`,
        )
      if (Date.now() > until) throw new Error(`${method} ${path} was not answered in ${patienceMs} ms`)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
  return {
    workspace,
    get: (path) => patiently('GET', path),
    post: (path, body) => patiently('POST', path, () => (typeof body === 'function' ? body() : body)),
    once: send,
  }
}
