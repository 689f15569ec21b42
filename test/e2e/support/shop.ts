import { createServer } from 'node:http'

export interface Shop {
  url: string
  /** Paths asked for, in order. */
  visits: string[]
  close(): Promise<void>
}

/** The company's own shop, where the button of a mail leads. */
export async function openShop(): Promise<Shop> {
  const visits: string[] = []
  const server = createServer((request, response) => {
    if (request.url !== '/favicon.ico') visits.push(request.url ?? '')
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
    response.end(
      '<!doctype html><html lang="en"><title>Shop</title><link rel="icon" href="data:,"><h1>Welcome back</h1>',
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The shop has no port.')
  return {
    url: `http://127.0.0.1:${address.port}`,
    visits,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
