import { Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'
import { MailFrame } from '../ui/mail-frame.tsx'
import { Part } from '../ui/page.tsx'
import { Loaded } from '../ui/states.tsx'
import { useFormat } from '../ui/use-format.ts'

const views = ['html', 'text', 'headers', 'links'] as const
type View = (typeof views)[number]

export function Message({ id }: { id: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const [view, setView] = useState<View>('html')
  const query = useRead('/mail-catcher/{id}', { path: { id } }, { staleTime: Number.POSITIVE_INFINITY })
  return (
    <Loaded query={query} where={t('interaction.tabs.mail')} height={640}>
      {(mail) => (
        <Part
          title={mail.subject}
          actions={
            <Segmented
              value={view}
              onChange={setView}
              options={views.map((value) => ({ value, label: t(`interaction.mail.views.${value}`) }))}
            />
          }
        >
          <dl className="mail-head">
            <dt>{t('interaction.mail.from')}</dt>
            <dd>{mail.from}</dd>
            <dt>{t('interaction.mail.to')}</dt>
            <dd>{mail.to}</dd>
            <dt>{t('interaction.mail.received')}</dt>
            <dd>
              {format.dateTime(mail.receivedAt)} · {format.bytes(mail.bytes)}
            </dd>
          </dl>
          {view === 'html' ? <MailFrame html={mail.html} title={t('interaction.mail.frame')} /> : null}
          {view === 'text' ? <pre className="mail-text">{mail.text}</pre> : null}
          {view === 'headers' ? (
            <dl className="mail-head mail-headers">
              {mail.headers.map((header, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: headers repeat, and never change their order
                <div key={`${header.name}|${index}`}>
                  <dt>{header.name}</dt>
                  <dd>{header.value}</dd>
                </div>
              ))}
            </dl>
          ) : null}
          {view === 'links' ? <Links links={mail.links} /> : null}
        </Part>
      )}
    </Loaded>
  )
}

function Links({ links }: { links: readonly string[] }) {
  const { t } = useTranslation()
  if (links.length === 0) return <p className="soft">{t('interaction.mail.noLinks')}</p>
  return (
    <>
      <p className="faint">{t('interaction.mail.linksHelp')}</p>
      <ol className="mail-links">
        {links.map((link) => (
          <li key={link}>
            <a href={link} target="_blank" rel="noreferrer">
              {link}
            </a>
          </li>
        ))}
      </ol>
    </>
  )
}
