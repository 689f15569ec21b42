import { sql } from 'kysely'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startDeliveryWorker } from '../../../../src/interaction/delivery/worker.ts'
import { listedAmong, normaliseEmail } from '../../../../src/interaction/do-not-send/list.ts'
import {
  type Inbound,
  type InboundListener,
  openInbound,
  startInboundListener,
} from '../../../../src/interaction/inbound/index.ts'
import { addressToken } from '../../../../src/interaction/inbound/mail/address-token.ts'
import { signTracked } from '../../../../src/interaction/tracking/tokens.ts'
import { newId } from '../../../../src/kit/ids.ts'
import { silentLog } from '../../../../src/kit/log.ts'
import { startSmtpSink } from '../../../support/smtp-sink.ts'
import { addressOf, recipientsWith, recordTouches, settled, workerOptions } from '../../support/outbox.ts'
import { type Stage, setStage } from '../../support/stage.ts'
import * as letters from './letters.ts'

const domain = 'in.example.com'
let stage: Stage
let inbound: Inbound
let listener: InboundListener

beforeAll(async () => {
  stage = await setStage()
  inbound = openInbound({
    ledger: stage.ledger,
    log: silentLog,
    vaultOf: async (id) => {
      if (id !== stage.workspace.id) throw new Error('no such workspace')
      return stage.vault
    },
    workspaceOf: async () => stage.workspace,
    recordTouches,
    recipientsOf: recipientsWith(stage.vault),
    recordWithdrawal: async () => {},
    hearComplaint: async () => null,
    forgetAddress: async () => 0,
    peopleAt: async () => ({ personKeys: [], blindIndex: null }),
  })
  listener = await startInboundListener({
    host: '127.0.0.1',
    port: 0,
    log: silentLog,
    receiver: inbound.mail,
  })
})
afterAll(async () => {
  await listener.stop()
  await stage.close()
})

/** Hands a mail to the listener as any server does. @returns null, or the code of the refusal */
function hand(from: string, to: string, raw: Buffer): Promise<number | null> {
  const connection = new SMTPConnection({ host: '127.0.0.1', port: Number(new URL(listener.url).port) })
  return new Promise((resolve, reject) => {
    connection.once('error', reject)
    connection.connect(() => {
      connection.send({ from, to: [to] }, raw, (error) => {
        connection.quit()
        resolve(error ? ((error as { responseCode?: number }).responseCode ?? 0) : null)
      })
    })
  })
}

/** A message that was sent to somebody. */
let key = 10_000
async function sent(): Promise<{ id: string; personKey: number }> {
  const personKey = ++key
  await stage.plan(0, { rows: [{ personKey }] })
  const { rows } = await sql<{ id: string }>`
    UPDATE deliveries SET status = 'sent', ended_at = ${stage.clock.now()}::timestamptz,
      address_index = ${indexOf(personKey)} WHERE person_key = ${personKey} RETURNING id`.execute(
    stage.ledger.db,
  )
  return { id: rows[0]?.id ?? '', personKey }
}
const indexOf = (personKey: number) => stage.vault.blindIndex('email', normaliseEmail(addressOf(personKey)))
const listed = async (personKey: number) =>
  (await listedAmong(stage.ledger, stage.workspace.id, 'email', [indexOf(personKey)])).size === 1
const addressFor = (deliveryId: string, use: 'bounce' | 'reply') =>
  `${addressToken(stage.vault, { workspaceId: stage.workspace.id, deliveryId }, use)}@${domain}`
async function touches(deliveryId: string) {
  const { rows } = await sql<{ what: string }>`
    SELECT concat_ws(' ', touch->>'kind', nullif(touch->>'outcome', ''), nullif(touch->>'reason', '')) AS what
    FROM touch_log WHERE touch->>'deliveryId' = ${deliveryId} ORDER BY seq`.execute(stage.ledger.db)
  return rows.map(({ what }) => what)
}
async function everything() {
  const { rows } = await sql<{ n: string }>`
    SELECT concat((SELECT count(*) FROM touch_log), '/', (SELECT count(*) FROM delivery_receipts), '/',
                  (SELECT count(*) FROM engagements), '/', (SELECT count(*) FROM do_not_send)) AS n`.execute(
    stage.ledger.db,
  )
  return rows[0]?.n
}

describe('a mail server that takes everything and sends a third back', () => {
  it('is believed: each bounce finds its message, hard ones list the address, a repeat counts once', async () => {
    const bounces: { from: string; raw: Buffer }[] = []
    const remote = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      logger: false,
      onData: (stream, session, callback) => {
        const chunks: Buffer[] = []
        stream.on('data', (chunk: Buffer) => chunks.push(chunk))
        stream.once('end', () => {
          const to = session.envelope.rcptTo[0]?.address ?? ''
          const from = session.envelope.mailFrom ? session.envelope.mailFrom.address : ''
          const number = Number(/\d+/.exec(to)?.[0])
          const head = Buffer.concat(chunks).toString('latin1').split('\r\n\r\n')[0] ?? ''
          if (!/^Reply-To: r\+[a-z2-7]{58}@in\.example\.com/m.test(head.replace(/\r\n\s+/g, ' ')))
            return callback(Object.assign(new Error('5.6.0 no Reply-To'), { responseCode: 554 }))
          const status = number % 3 === 0 ? '5.1.1' : number % 3 === 1 ? '4.2.2' : null
          if (status) bounces.push({ from, raw: letters.dsn({ to: from, status }) })
          callback(null, '2.0.0 Ok')
        })
      },
    })
    await new Promise<void>((resolve) => remote.listen(0, '127.0.0.1', () => resolve()))
    const { port } = remote.server.address() as { port: number }
    await stage.plan(30)
    const worker = startDeliveryWorker(
      workerOptions(stage.ledger, stage.workspace, stage.vault, `smtp://127.0.0.1:${port}`, {
        inboundDomain: domain,
      }),
    )
    expect(await settled(stage.ledger)).toEqual({ sent: 30 })
    await worker.stop()
    for (const { from, raw } of [...bounces, ...bounces]) expect(await hand('', from, raw)).toBeNull()
    await new Promise<void>((resolve) => remote.close(() => resolve()))

    const { rows } = await sql<{ person: number; kind: string; code: string }>`
      SELECT d.person_key::integer AS person, r.kind, r.code FROM delivery_receipts r JOIN deliveries d ON d.id = r.delivery_id
      WHERE d.person_key <= 30 ORDER BY 1`.execute(stage.ledger.db)
    expect(rows.filter(({ kind }) => kind === 'hard').map(({ person }) => person)).toEqual([
      3, 6, 9, 12, 15, 18, 21, 24, 27, 30,
    ])
    expect(rows.filter(({ kind }) => kind === 'soft')).toHaveLength(10)
    for (let person = 1; person <= 30; person++)
      expect(await listed(person), `${person}`).toBe(person % 3 === 0)
    const { rows: counted } = await sql<{ n: number }>`
      SELECT count(*)::integer AS n FROM touch_log WHERE touch->>'kind' = 'bounced'
        AND (touch->>'personKey')::integer <= 30`.execute(stage.ledger.db)
    expect(counted[0]?.n).toBe(20)
  })
})

describe('the listener', () => {
  it('takes no mail at addresses we did not sign', async () => {
    const { id } = await sent()
    const good = addressFor(id, 'bounce')
    const before = await everything()
    for (const to of [
      'postmaster@in.example.com',
      `b+${'a'.repeat(58)}@${domain}`,
      `r${good.slice(1)}`,
      good.replace(/.@/, (end) => (end[0] === 'a' ? 'b@' : 'a@')),
    ])
      expect(await hand('', to, letters.dsn())).toBe(550)
    expect(await everything()).toBe(before)
  })

  it('changes nothing for messages of long ago, or that are gone', async () => {
    const { id } = await sent()
    const before = await everything()
    stage.clock.advance(31 * 86_400_000)
    expect(await hand('', addressFor(id, 'bounce'), letters.dsn())).toBeNull()
    expect(await hand('', addressFor(newId(), 'bounce'), letters.dsn())).toBeNull()
    expect(await everything()).toBe(before)
    // An answer may take longer.
    expect(
      await hand('someone@x.example', addressFor(id, 'reply'), letters.words('好的', { id: newId() })),
    ).toBeNull()
    expect(await touches(id)).toEqual(['replied'])
  })

  it('does not count a delay, nor letters nobody wrote', async () => {
    const { id } = await sent()
    await hand('', addressFor(id, 'bounce'), letters.delayed)
    await hand(
      'someone@x.example',
      addressFor(id, 'reply'),
      letters.words('away', { head: 'Auto-Submitted: auto-replied' }),
    )
    expect(await touches(id)).toEqual([])
  })

  it('takes STOP as the customer’s word', async () => {
    const { id, personKey } = await sent()
    await hand(
      'someone@x.example',
      addressFor(id, 'reply'),
      letters.words('退订\n\n在 2026年11月21日，Shop 写道：\n> 买', { id: newId() }),
    )
    expect(await touches(id)).toEqual(['unsubscribed stop_word'])
    expect(await listed(personKey)).toBe(true)
  })

  it('takes complaints by what they give back of the message, and none that give nothing of ours', async () => {
    const one = await sent()
    const two = await sent()
    const unsubscribe = (id: string) =>
      `https://s.example/t/u/${signTracked(stage.vault, { workspaceId: stage.workspace.id, deliveryId: id, linkNo: 0 }, 'unsubscribe')}`
    const fbl = `fbl@${domain}`
    expect(
      await hand('fbl@isp.example', fbl, letters.arf('abuse', { mailFrom: addressFor(one.id, 'bounce') })),
    ).toBeNull()
    expect(
      await hand('fbl@isp.example', fbl, letters.arf('abuse', { unsubscribe: unsubscribe(two.id) })),
    ).toBeNull()
    expect([await touches(one.id), await touches(two.id)]).toEqual([['complained'], ['complained']])
    const three = await sent()
    const before = await everything()
    expect(
      await hand('x@isp.example', fbl, letters.arf('not-spam', { mailFrom: addressFor(three.id, 'bounce') })),
    ).toBeNull()
    expect(
      await hand('x@isp.example', fbl, letters.arf('abuse', { unsubscribe: `${unsubscribe(three.id)}x` })),
    ).toBe(550)
    expect(await hand('x@isp.example', fbl, letters.arf('abuse'))).toBe(550)
    expect(await everything()).toBe(before)
  })

  it('refuses what is too large, and asks again while the ledger is away', async () => {
    const { id } = await sent()
    const to = addressFor(id, 'bounce')
    expect(await hand('', to, Buffer.alloc(11 * 1024 * 1024, 'x\r\n'))).toBe(552)
    const away = await startInboundListener({
      host: '127.0.0.1',
      port: 0,
      log: silentLog,
      receiver: { ...inbound.mail, take: () => Promise.reject(new Error('the ledger is away')) },
    })
    const real = listener
    listener = away
    expect(await hand('', to, letters.dsn())).toBe(451)
    listener = real
    await away.stop()
    expect(await hand('', to, letters.dsn())).toBeNull()
  })

  it('says which port is in use', async () => {
    const port = Number(new URL(listener.url).port)
    await expect(
      startInboundListener({ host: '127.0.0.1', port, log: silentLog, receiver: inbound.mail }),
    ).rejects.toMatchObject({ code: 'interaction.inboundPort', params: { port } })
  })
})

describe('mail that is pushed', () => {
  it('is found by the addresses in its head, and counts for its own workspace alone', async () => {
    const { id } = await sent()
    const raw = letters.dsn({ to: addressFor(id, 'bounce') })
    expect(await inbound.mail.push({ to: [], raw }, stage.workspace.id + 1)).toBe('refused')
    expect(await touches(id)).toEqual([])
    expect(await inbound.mail.push({ to: [], raw }, stage.workspace.id)).toBe('receipt')
    expect(await inbound.mail.push({ to: [addressFor(id, 'bounce')], raw }, stage.workspace.id)).toBe(
      'receipt',
    )
    expect(await touches(id)).toEqual(['bounced hard 5.1.1'])
  })
})

it('sends from the sender itself where nothing receives what comes back', async () => {
  const sink = await startSmtpSink({ keep: true })
  const { personKey } = { personKey: ++key }
  await stage.plan(0, { rows: [{ personKey }] })
  const worker = startDeliveryWorker(workerOptions(stage.ledger, stage.workspace, stage.vault, sink.url))
  await settled(stage.ledger)
  await worker.stop()
  await sink.close()
  expect(sink.mails[0]?.head).not.toMatch(/reply-to/i)
})
