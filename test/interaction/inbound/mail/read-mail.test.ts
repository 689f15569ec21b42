import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readMail } from '../../../../src/interaction/inbound/mail/read-mail.ts'
import { bounceKind } from '../../../../src/interaction/inbound/mail/status-codes.ts'
import * as letters from './letters.ts'

const reportOf = (raw: Buffer) => {
  const read = readMail(raw, true)
  return read.is === 'report' ? read.report : read.is
}
const textOf = (raw: Buffer) => {
  const read = readMail(raw, false)
  return read.is === 'words' ? read.text : read.is
}

describe('codes of RFC 3463', () => {
  it.each([
    ['5.1.1', '', 'hard'],
    ['5.1.2', '', 'hard'],
    ['5.1.10', '', 'hard'],
    ['5.2.1', '', 'hard'],
    ['5.4.4', '', 'hard'],
    ['5.2.2', '', 'soft'],
    ['4.2.2', '', 'soft'],
    ['4.4.7', 'delivery time expired', 'soft'],
    ['5.3.4', '', 'content'],
    ['5.2.3', '', 'content'],
    ['5.6.1', '', 'content'],
    ['5.7.26', 'DMARC', 'policy'],
    ['5.7.1', 'Message rejected as spam', 'policy'],
    // Codes that servers give for anything: their words decide.
    ['5.7.1', 'Recipient address rejected: user unknown', 'hard'],
    ['5.0.0', 'mailbox full', 'soft'],
    ['5.5.0', 'Requested action not taken: mailbox unavailable', 'hard'],
    ['5.4.1', 'Recipient address rejected: Access denied', 'policy'],
    // An exact code is not overruled by words somebody put there.
    ['5.1.1', 'mailbox full', 'hard'],
    ['', '', null],
    ['5.0.0', 'something else', null],
  ] as const)('%s %j is %s', (status, words, kind) => expect(bounceKind(status, words)).toBe(kind))
})

describe('reports of servers', () => {
  it.each([
    ['RFC 3464', letters.dsn(), { action: 'failed', status: '5.1.1', kind: 'hard' }],
    ['a full mailbox', letters.dsn({ status: '5.2.2' }), { action: 'failed', status: '5.2.2', kind: 'soft' }],
    [
      'a code that only the diagnosis has',
      letters.dsn({ status: '5.0.0', diagnostic: 'smtp; 552-5.3.4 too large' }),
      { action: 'failed', status: '5.3.4', kind: 'content' },
    ],
    ['a delay', letters.dsn({ action: 'delayed', status: '4.4.1' }), { action: 'delayed' }],
    [
      'a delivery',
      letters.dsn({ action: 'delivered', status: '2.0.0' }),
      { action: 'delivered', kind: null },
    ],
    ['no action', letters.dsn({ action: '', status: '4.4.7' }), { action: 'delayed' }],
    ['qmail', letters.qmail, { action: 'failed', status: '5.1.1', kind: 'hard' }],
    ['Exchange', letters.exchange, { action: 'failed', status: '5.2.2', kind: 'soft' }],
    ['Exim', letters.exim, { action: 'failed', status: '5.7.1', kind: 'policy' }],
    ['QQ: unknown', letters.qq.unknown, { action: 'failed', kind: 'hard' }],
    ['QQ: full', letters.qq.full, { action: 'failed', kind: 'soft' }],
    ['QQ: spam', letters.qq.spam, { action: 'failed', kind: 'policy' }],
    ['163: unknown', letters.netease.unknown, { action: 'failed', kind: 'hard' }],
    ['163: blocked', letters.netease.blocked, { action: 'failed', kind: 'policy' }],
    ['163: full, in GB 18030', letters.netease.full, { action: 'failed', kind: 'soft' }],
    ['sina', letters.sina, { action: 'failed', kind: 'hard' }],
    ['a Chinese delay', letters.delayed, { action: 'delayed' }],
  ])('reads %s', (_, raw, expected) => expect(reportOf(raw)).toMatchObject(expected))

  it('does not read our own message, which is sent back with it, as the server’s words', () => {
    const raw = letters.dsn({ status: '5.0.0', diagnostic: 'smtp; 550 5.0.0 no' })
    expect(reportOf(raw)).toEqual({ action: 'failed', status: '5.0.0', kind: null })
  })

  it('takes the failed one of several recipients', () => {
    const raw = letters
      .dsn()
      .toString()
      .replace(
        'Final-Recipient',
        'Final-Recipient: rfc822; other@x.example\r\nAction: delivered\r\nStatus: 2.0.0\r\n\r\nFinal-Recipient',
      )
    expect(reportOf(Buffer.from(raw))).toMatchObject({ action: 'failed', status: '5.1.1' })
  })
})

describe('complaints', () => {
  it.each(['abuse', 'fraud', 'opt-out', 'other'])('%s is one', (kind) => {
    const read = readMail(
      letters.arf(kind, { mailFrom: 'b+x@in.example', unsubscribe: 'https://s.example/t/u/abc' }),
      false,
    )
    expect(read).toMatchObject({
      is: 'feedback',
      feedback: { isComplaint: true, traces: ['b+x@in.example', '<https://s.example/t/u/abc>'] },
    })
  })
  it.each(['not-spam', 'auth-failure', ''])('%j is none', (kind) =>
    expect(readMail(letters.arf(kind), false)).toMatchObject({
      is: 'feedback',
      feedback: { isComplaint: false },
    }),
  )
})

describe('what nobody wrote', () => {
  it.each(['Auto-Submitted: auto-replied', 'Precedence: bulk', 'X-Autoreply: yes', 'List-Id: <x.example>'])(
    '%s',
    (head) => expect(readMail(letters.words('I am away.', { head }), false).is).toBe('automatic'),
  )
  it.each(['Automatic reply: Hello', 'Out of Office', '自动回复：您好'])('subject %s', (subject) => {
    const raw = letters.words('I am away.').toString().replace('Re: Hello', subject)
    expect(readMail(Buffer.from(raw), false).is).toBe('automatic')
  })
  it('but what says it is not automatic is words', () =>
    expect(textOf(letters.words('Hello', { head: 'Auto-Submitted: no' }))).toBe('Hello'))
})

describe('what somebody wrote', () => {
  it.each([
    ['English quotation', 'STOP\n\nOn Sat, 21 Nov 2026 at 12:00, Shop <a@b.example> wrote:\n> Buy!', 'STOP'],
    ['Chinese quotation', '退订\n\n在 2026年11月21日，Shop<a@b.example> 写道：\n> 快来买', '退订'],
    ['QQ', 'T\n\n------------------ 原始邮件 ------------------\n发件人: "Shop"\n买', 'T'],
    ['Outlook', 'No, thank you\n\n________________________________\nFrom: Shop\nBuy', 'No, thank you'],
    ['signature', '好的\n-- \n张三', '好的'],
    ['telephone', 'Yes please\n\n发自我的 iPhone', 'Yes please'],
    [
      'below the quotation',
      'On Sat, 21 Nov 2026 at 12:00, Shop wrote:\n> Buy!\n\nWhich colours?',
      'Which colours?',
    ],
  ])('without the %s', (_, body, expected) => expect(textOf(letters.words(body))).toBe(expected))

  it('out of HTML', () => {
    const html = '<style>p{}</style><p>你好 &amp; <b>STOP</b></p><blockquote>Buy</blockquote>'
    expect(textOf(letters.words(html, { type: 'text/html; charset=utf-8' }))).toBe('你好 & STOP')
  })

  it('gives sender, subject and id', () =>
    expect(readMail(letters.words('Hi'), false)).toEqual({
      is: 'words',
      from: 'someone@x.example',
      subject: 'Re: Hello',
      text: 'Hi',
      messageId: 'answer-1@x.example',
    }))
})

describe('limits', () => {
  const seconds = (work: () => unknown) => {
    const began = performance.now()
    work()
    return (performance.now() - began) / 1_000
  }
  const nested = (depth: number): string =>
    depth === 0
      ? 'Content-Type: text/plain\r\n\r\nhi'
      : `Content-Type: multipart/mixed; boundary=b${depth}\r\n\r\n--b${depth}\r\n${nested(depth - 1)}\r\n--b${depth}--`
  it.each([
    ['depth', () => nested(500)],
    ['parts', () => `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\nx\r\n'.repeat(200_000)}`],
    ['fields', () => 'X: y\r\n'.repeat(500_000)],
    ['one endless field', () => `Subject: ${'=?utf-8?B?'.repeat(300_000)}`],
    ['blanks', () => `X: y\r\n\r\n${' '.repeat(5_000_000)}`],
    ['soft breaks', () => `Content-Transfer-Encoding: quoted-printable\r\n\r\n${' ='.repeat(2_000_000)}`],
    ['open tags', () => `Content-Type: text/html\r\n\r\n${'<style>'.repeat(500_000)}`],
    ['angles', () => `From: mailer-daemon@x.example\r\n\r\n${'<'.repeat(3_000_000)}`],
    ['line ends', () => `Content-Type: message/delivery-status\r\n\r\n${'\r\n \r\n'.repeat(1_000_000)}`],
  ])('are kept for %s: time grows with the size alone', (_, make) => {
    const raw = Buffer.from(make())
    expect(seconds(() => readMail(raw, false))).toBeLessThan(4)
  })

  it('takes a hundred broken forms of each letter, and any bytes', () => {
    const seeds = [
      letters.dsn(),
      letters.qmail,
      letters.exchange,
      letters.exim,
      letters.arf('abuse'),
      letters.words('hi'),
    ]
    for (const seed of [...seeds, ...Object.values(letters.qq), ...Object.values(letters.netease)])
      fc.assert(
        fc.property(
          fc.nat(seed.length),
          fc.nat(seed.length),
          fc.uint8Array({ maxLength: 40 }),
          (a, b, put) => {
            const [from, to] = a < b ? [a, b] : [b, a]
            const broken = Buffer.concat([seed.subarray(0, from), put, seed.subarray(to)])
            expect(['report', 'feedback', 'automatic', 'words']).toContain(readMail(broken, a % 2 === 0).is)
          },
        ),
        { numRuns: 100 },
      )
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 2_000 }),
        (bytes) => readMail(Buffer.from(bytes), true) !== null,
      ),
    )
  })
})
