import { createContext, runInContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { payloadOf } from '../../../../src/interaction/channels/push/content.ts'
import { workerScript } from '../../../../src/interaction/channels/push/site/scripts.ts'

interface Shown {
  title: string
  options: { body?: string; tag?: string; actions: object[]; data: object }
}

/** The script as a browser runs it: what it has shown, and what it opens. */
function running() {
  const listeners = new Map<string, (event: object) => void>()
  const [shown, opened, waited]: [Shown[], string[], unknown[]] = [[], [], []]
  const self = {
    addEventListener: (name: string, listener: (event: object) => void) => listeners.set(name, listener),
    registration: {
      showNotification: async (title: string, options: Shown['options']) =>
        void shown.push({ title, options }),
    },
    clients: { openWindow: async (link: string) => void opened.push(link) },
  }
  runInContext(workerScript, createContext({ self }))
  const happens = (name: string, event: object) =>
    listeners.get(name)?.({ ...event, waitUntil: (work: unknown) => void waited.push(work) })
  const push = (text: string) =>
    happens('push', { data: { text: () => text, json: () => JSON.parse(text) as unknown } })
  const touch = (action = '') =>
    happens('notificationclick', {
      action,
      notification: { close: () => undefined, data: structuredClone(shown.at(-1)?.options.data) },
    })
  return { shown, opened, waited, push, touch, happens }
}

const message = payloadOf(
  {
    ...{
      title: '新品',
      message: '本周到店',
      link: 'https://x.example/1',
      picture: 'https://x.example/p.png',
    },
    ...{ urgency: 'normal', keptSeconds: 1, topic: '' },
    buttons: [
      { title: '查看', link: 'https://x.example/2' },
      { title: '地图', link: 'https://x.example/3' },
    ],
  },
  'tag-1',
)

describe('the service worker', () => {
  it('shows what came, and keeps running until it is shown', () => {
    const { shown, waited, push } = running()
    push(JSON.stringify(message))
    expect(JSON.parse(JSON.stringify(shown))).toEqual([
      {
        title: '新品',
        options: {
          ...{ body: '本周到店', tag: 'tag-1', image: 'https://x.example/p.png' },
          actions: [
            { action: '0', title: '查看' },
            { action: '1', title: '地图' },
          ],
          data: { link: 'https://x.example/1', links: ['https://x.example/2', 'https://x.example/3'] },
        },
      },
    ])
    expect(waited).toHaveLength(1)
  })

  it('opens where a touch or a button leads, and nothing but web pages', () => {
    const { opened, push, touch } = running()
    push(JSON.stringify(message))
    touch()
    touch('1')
    touch('7')
    push(JSON.stringify({ title: 'x', link: 'javascript:alert(1)' }))
    touch()
    push(JSON.stringify({ title: 'x' }))
    touch()
    expect(opened).toEqual(['https://x.example/1', 'https://x.example/3'])
  })

  it('shows also what is no message of ours, as browsers insist', () => {
    const { shown, push, happens } = running()
    push('plain words')
    happens('push', { data: null })
    expect(shown.map(({ title }) => title)).toEqual(['plain words', ''])
  })
})
