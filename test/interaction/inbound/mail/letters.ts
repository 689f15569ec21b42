/** Mail as servers and people write it; texts after the manuals and samples that the makers publish. */

const crlf = (text: string) => Buffer.from(text.replace(/\r?\n/g, '\r\n'))

export interface ReportParts {
  to?: string
  action?: string
  status?: string
  diagnostic?: string
  text?: string
  /** Head of the message that is sent back. */
  returned?: string
}

/** RFC 3464, as Postfix writes it. */
export function dsn(parts: ReportParts = {}): Buffer {
  const { to = 'b+token@in.example', action = 'failed', status = '5.1.1' } = parts
  const { diagnostic = `smtp; 550 ${status} <someone@x.example>: Recipient address rejected: User unknown` } =
    parts
  return crlf(`Return-Path: <>
From: MAILER-DAEMON@mx.example (Mail Delivery System)
To: ${to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
	boundary="4D3F2.1700000000/mx.example"

This is a MIME-encapsulated message.

--4D3F2.1700000000/mx.example
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

${parts.text ?? 'This is the mail system at host mx.example.\n\nYour message could not be delivered.'}

--4D3F2.1700000000/mx.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
Arrival-Date: Sat, 21 Nov 2026 12:00:00 +0800 (CST)

Final-Recipient: rfc822; someone@x.example
Original-Recipient: rfc822;someone@x.example
Action: ${action}
Status: ${status}
Remote-MTA: dns; x.example
Diagnostic-Code: ${diagnostic}

--4D3F2.1700000000/mx.example
Content-Description: Undelivered Message
Content-Type: message/rfc822

${parts.returned ?? 'Subject: mailbox full of offers, user unknown\nFrom: shop@shop.example'}

Our own words: spam virus quota exceeded.

--4D3F2.1700000000/mx.example--
`)
}

export const qmail = crlf(`From: MAILER-DAEMON@mail.example
To: b+token@in.example
Subject: failure notice

Hi. This is the qmail-send program at mail.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<someone@x.example>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Subject: quota exceeded
`)

export const exchange = crlf(`From: <postmaster@corp.example>
To: b+token@in.example
Subject: Undeliverable: Hello
Content-Type: text/plain; charset=utf-8

Your message did not reach some or all of the intended recipients.

The following recipient(s) cannot be reached:

      someone@x.example on 2026/11/21 12:00
            The recipient's mailbox is full and can't accept messages now.
            mx.corp.example #554 5.2.2 mailbox full ##
`)

export const exim = crlf(`From: Mail Delivery System <Mailer-Daemon@mail.example>
To: b+token@in.example
X-Failed-Recipients: someone@x.example
Auto-Submitted: auto-replied
Subject: Mail delivery failed: returning message to sender

This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  someone@x.example
    host mx.x.example [192.0.2.1]
    SMTP error from remote mail server after end of data:
    554 5.7.1 Message rejected as spam
`)

const chinese = (from: string, subject: string, body: string, charset: 'utf-8' | 'gb18030' = 'utf-8') => {
  const bytes = charset === 'utf-8' ? Buffer.from(body) : gbk(body)
  return crlf(`From: ${from}
To: b+token@in.example
Subject: =?utf-8?B?${Buffer.from(subject).toString('base64')}?=
Content-Type: text/plain; charset=${charset}
Content-Transfer-Encoding: base64

${bytes.toString('base64')}
`)
}

/** 您的邮件 … 邮箱空间不足, in the bytes of GB 18030. */
const gbkWords: Record<string, string> = {
  '退信：收件人邮箱空间不足，无法投递':
    'cdcbd0c5a3bacad5bcfec8cbd3cacfe4bfd5bce4b2bbd7e3a3accedeb7a8cdb6b5dd',
}
function gbk(text: string): Buffer {
  return Buffer.from(gbkWords[text] ?? '', 'hex')
}

export const qq = {
  unknown: chinese(
    'PostMaster@qq.com',
    '系统退信',
    '抱歉，您的邮件被退回来了……\n收件人邮件地址（someone@qq.com）不存在，邮件无法送达。\nhost mx.qq.com said: 550 Mailbox not found.',
  ),
  full: chinese(
    'PostMaster@qq.com',
    '系统退信',
    '您的邮件被退回：对方邮箱空间已满，请联系对方清理后再发送。',
  ),
  spam: chinese('PostMaster@qq.com', '系统退信', '您的邮件被退回：邮件内容被识别为垃圾邮件，已被拦截。'),
}
export const netease = {
  unknown: chinese(
    'Postmaster@163.com',
    '系统退信',
    '您的邮件无法投递。退信原因：550 User not found: someone@163.com\n收件人地址不存在，请检查。',
  ),
  blocked: chinese(
    'Postmaster@163.com',
    '系统退信',
    '退信代码：554 DT:SPM 163 smtp1 发送的邮件内容包含了未被许可的信息，或被系统识别为垃圾邮件。',
  ),
  full: chinese('Postmaster@163.com', '退信', '退信：收件人邮箱空间不足，无法投递', 'gb18030'),
}
export const sina = chinese(
  'MAILER-DAEMON@sina.com',
  '退信通知',
  '您发送的邮件投递失败，该用户不存在或已停用。',
)
export const delayed = chinese(
  'postmaster@qq.com',
  '邮件延迟投递通知',
  '您的邮件尚未送达，系统仍在继续尝试投递，无法投递时将再通知您。',
)

/** RFC 5965, as the large feedback loops send it. */
export function arf(kind: string, head: { mailFrom?: string; unsubscribe?: string } = {}): Buffer {
  return crlf(`From: <staff@hotmail.example>
To: fbl@in.example
Subject: complaint about message
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report;
     boundary="part1_13d"

--part1_13d
Content-Type: text/plain; charset="US-ASCII"

This is an email abuse report.

--part1_13d
Content-Type: message/feedback-report

Feedback-Type: ${kind}
User-Agent: SomeGenerator/1.0
Version: 1
${head.mailFrom ? `Original-Mail-From: <${head.mailFrom}>\n` : ''}Source-IP: 192.0.2.1

--part1_13d
Content-Type: message/rfc822

From: <shop@shop.example>
To: <redacted@x.example>
Subject: Hello
${head.unsubscribe ? `List-Unsubscribe: <${head.unsubscribe}>\n` : ''}Message-ID: <1@shop.example>

Spam, spam.
--part1_13d--
`)
}

export function words(body: string, more: { head?: string; type?: string; id?: string } = {}): Buffer {
  return crlf(`From: "Somebody" <someone@x.example>
To: r+token@in.example
Subject: Re: Hello
Message-ID: <${more.id ?? 'answer-1'}@x.example>
${more.head ? `${more.head}\n` : ''}Content-Type: ${more.type ?? 'text/plain; charset=utf-8'}

${body}
`)
}
