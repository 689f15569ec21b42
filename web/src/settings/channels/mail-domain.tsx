import { App, Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCall, useRead, useWrite } from '../../api/hooks.ts'
import type { MailDomainCheck, MailDomainView } from '../../api/types.ts'
import { ComputedAt, Mark } from '../../ui/figures.tsx'
import { Loaded, useProblemText } from '../../ui/states.tsx'
import { useLocal } from '../../ui/use-format.ts'

type Key = MailDomainView['keys'][number]
const stale = ['/mail-domain', '/channels', '/audit']
const keyTones = { signs: 'good', waits: 'plain', old: 'quiet' } as const
const tones = { good: 'good', plain: 'plain', look: 'look' } as const

/** What the domain of the sender has to publish, and whether it does. */
export function MailDomain() {
  const { t } = useTranslation()
  const query = useRead('/mail-domain')
  return (
    <section className="stack" style={{ marginTop: 16 }} aria-label={t('channels.domain.title')}>
      <h3>{t('channels.domain.title')}</h3>
      <p className="soft">{t('channels.domain.help')}</p>
      <Loaded query={query} where={t('channels.domain.title')} height={120}>
        {(view) => <Domain key={view.domain} view={view} />}
      </Loaded>
    </section>
  )
}

function Domain({ view }: { view: MailDomainView }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const call = useCall()
  const [domain, setDomain] = useState(view.domain)
  const [checked, setChecked] = useState<MailDomainCheck | null>(null)
  const [busy, setBusy] = useState(false)
  const make = useWrite('post', '/mail-domain/keys', stale)
  const failed = (error: unknown) => void message.error(problem(error))
  const check = async () => {
    setBusy(true)
    try {
      setChecked(await call('post', '/mail-domain/check', { body: { domain: domain.trim() } }))
    } catch (error) {
      failed(error)
    } finally {
      setBusy(false)
    }
  }
  const hasWaiting = view.keys.some(({ state }) => state === 'waits')
  return (
    <>
      <div className="bar">
        <Input
          style={{ maxWidth: 280 }}
          aria-label={t('channels.domain.name')}
          placeholder="shop.example.com"
          maxLength={253}
          value={domain}
          onChange={({ target }) => setDomain(target.value)}
        />
        <Button type="primary" loading={busy} disabled={domain.trim() === ''} onClick={() => void check()}>
          {t('channels.domain.check')}
        </Button>
        <Button
          loading={make.isPending}
          disabled={domain.trim() === ''}
          onClick={() => make.mutate({ body: { domain: domain.trim() } }, { onError: failed })}
        >
          {t(view.keys.length === 0 ? 'channels.domain.make' : 'channels.domain.rotate')}
        </Button>
      </div>
      {view.keys.length === 0 ? <p className="notice">{t('channels.domain.unsigned')}</p> : null}
      {hasWaiting && view.keys.some(({ state }) => state === 'signs') ? (
        <p className="faint">{t('channels.domain.rotating')}</p>
      ) : null}
      {view.keys.map((key) => (
        <KeyRow
          key={key.name}
          of={key}
          seen={
            checked?.dkim.find((one) => one.domain === key.domain && one.selector === key.selector) ?? null
          }
        />
      ))}
      {checked ? (
        <>
          <ComputedAt at={checked.checkedAt} prefix={t('channels.domain.askedAt')} />
          <PolicyPart name="SPF" at={domain} {...checked.spf} />
          <PolicyPart name="DMARC" {...checked.dmarc} at={`_dmarc.${checked.dmarc.at}`} />
        </>
      ) : null}
    </>
  )
}

function KeyRow({ of, seen }: { of: Key; seen: MailDomainCheck['dkim'][number] | null }) {
  const { t } = useTranslation()
  const { message, modal } = App.useApp()
  const problem = useProblemText()
  const sign = useWrite('post', '/mail-domain/keys/{id}/use', stale)
  const drop = useWrite('delete', '/mail-domain/keys/{id}', stale)
  const failed = (error: unknown) => void message.error(problem(error))
  const { id } = of
  const copy = async (text: string) => {
    try {
      await navigator.clipboard.writeText(text)
      void message.success(t('channels.domain.copied'))
    } catch {
      void message.error(t('channels.domain.notCopied'))
    }
  }
  const forget = () =>
    modal.confirm({
      icon: null,
      title: t('channels.domain.dropAsk', { selector: of.selector }),
      content: t('channels.domain.dropText'),
      okText: t('channels.domain.drop'),
      okButtonProps: { danger: true },
      onOk: () => (id === null ? undefined : drop.mutateAsync({ path: { id } }).catch(failed)),
    })
  return (
    <div className="sheet stack-tight">
      <div className="bar">
        <strong>{of.selector}</strong>
        <Mark tone={keyTones[of.state]}>{t(`channels.domain.states.${of.state}`)}</Mark>
        {seen ? (
          <Mark tone={seen.state === 'equal' ? 'good' : 'look'}>
            {t(`channels.domain.seen.${seen.state}`)}
          </Mark>
        ) : null}
        {id !== null && of.state !== 'signs' ? (
          <>
            <Button
              size="small"
              loading={sign.isPending}
              onClick={() => sign.mutate({ path: { id } }, { onError: failed })}
            >
              {t('channels.domain.use')}
            </Button>
            <Button size="small" onClick={forget}>
              {t('channels.domain.drop')}
            </Button>
          </>
        ) : null}
      </div>
      {seen && seen.state !== 'equal' ? (
        <p className="notice notice-look" role="status">
          {t(`channels.domain.seenHelp.${seen.state}`)}
        </p>
      ) : null}
      <RecordLine label={t('channels.domain.recordName')} text={of.name} onCopy={copy} />
      <RecordLine label={t('channels.domain.recordValue')} text={of.value} onCopy={copy} />
      <details>
        <summary>{t('channels.domain.pieces')}</summary>
        <pre className="code-block" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
          {of.pieces.map((piece) => `"${piece}"`).join('\n')}
        </pre>
      </details>
      {seen?.found && seen.state !== 'equal' ? (
        <p className="faint" style={{ overflowWrap: 'anywhere' }}>
          {t('channels.domain.found', { text: seen.found })}
        </p>
      ) : null}
    </div>
  )
}

function RecordLine({
  label,
  text,
  onCopy,
}: {
  label: string
  text: string
  onCopy: (text: string) => Promise<void>
}) {
  const { t } = useTranslation()
  return (
    <div className="bar unwrapped" style={{ alignItems: 'flex-start' }}>
      <span className="soft" style={{ minWidth: 88 }}>
        {label}
      </span>
      <code style={{ overflowWrap: 'anywhere', flex: 1 }}>{text}</code>
      <Button
        size="small"
        aria-label={t('channels.domain.copyOf', { label })}
        onClick={() => void onCopy(text)}
      >
        {t('channels.domain.copy')}
      </Button>
    </div>
  )
}

function PolicyPart({ name, at, found, findings }: { name: string; at: string } & MailDomainCheck['spf']) {
  const { t } = useTranslation()
  const local = useLocal()
  return (
    <div className="sheet stack-tight">
      <div className="bar">
        <strong>{name}</strong>
        <span className="faint">{at}</span>
      </div>
      {found ? <code style={{ overflowWrap: 'anywhere' }}>{found}</code> : null}
      <ul className="stack-tight">
        {findings.map(({ tone, text }) => (
          <li key={text.en}>
            <Mark tone={tones[tone]}>{t(`channels.domain.tones.${tone}`)}</Mark> {local(text)}
          </li>
        ))}
      </ul>
    </div>
  )
}
