import { App, Button, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead, useRefresh, useSlug, useWorkspace } from '../../api/hooks.ts'
import { sendFile } from '../../api/send-file.ts'
import type { SpendReport } from '../../api/types.ts'
import { Field } from '../../ui/field.tsx'
import { PickFile } from '../../ui/file/pick-file.tsx'
import { useProblemText } from '../../ui/states.tsx'
import { useLocal } from '../../ui/use-format.ts'
import { ReportPreview } from './report-preview.tsx'

const mapped = ['date', 'campaign', 'impressions', 'clicks', 'spend', 'conversions'] as const
type Wish = Record<string, string>

/** A platform's daily report: chosen, looked at as it is read, put right, taken. */
export function TakeReport({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const local = useLocal()
  const { message } = App.useApp()
  const problem = useProblemText()
  const slug = useSlug()
  const refresh = useRefresh()
  const home = useWorkspace()?.currency ?? 'CNY'
  const formats = useRead('/media/spend-formats').data?.formats ?? []
  const [file, setFile] = useState<File | null>(null)
  const [wish, setWish] = useState<Wish>({})
  const [report, setReport] = useState<SpendReport | null>(null)
  const [busy, setBusy] = useState(false)
  const send = async (path: string, picked: File, asked: Wish) => {
    setBusy(true)
    try {
      const query = new URLSearchParams(Object.entries(asked).filter(([, value]) => value !== ''))
      for (const [name, value] of Object.entries(asked))
        if (value === '' && name.endsWith('Column')) query.set(name, '')
      return await sendFile<SpendReport>(slug, `/media/spend${path}?${query}`, picked)
    } catch (error) {
      void message.error(problem(error))
      return null
    } finally {
      setBusy(false)
    }
  }
  const look = async (picked: File, asked: Wish) => {
    setFile(picked)
    setWish(asked)
    const found = await send('/check', picked, asked)
    if (found) setReport(found)
  }
  const change = (part: Wish) => {
    if (file) void look(file, { ...wish, ...part })
  }
  const take = async () => {
    if (!file) return
    const taken = await send('', file, wish)
    if (!taken) return
    void message.success(
      taken.id === null
        ? t('advertising.take.nothingNew')
        : t('advertising.take.done', { added: taken.added, changed: taken.changed }),
    )
    await refresh('/media', '/audit')
    onClose()
  }
  const lacks = report === null || !report.columns.date || !report.columns.spend || report.rows === 0
  const needsRate = report !== null && report.currency !== home
  return (
    <Modal
      open
      width={880}
      title={t('advertising.take.title')}
      onCancel={onClose}
      destroyOnHidden
      footer={
        report === null ? null : (
          <Button
            type="primary"
            loading={busy}
            disabled={lacks || report.homeMinor === null}
            onClick={() => void take()}
          >
            {t('advertising.take.take')}
          </Button>
        )
      }
    >
      <div className="stack">
        <p className="soft">{t('advertising.take.help')}</p>
        <PickFile accept=".csv,.txt,.tsv,.xlsx,.gz" busy={busy} onPick={(picked) => void look(picked, {})}>
          {file === null ? t('advertising.take.choose') : t('advertising.take.chooseOther')}
        </PickFile>
        {report === null ? (
          <dl className="stack-tight">
            {formats.map(({ id, label, about }) => (
              <div key={id}>
                <dt>
                  <strong>{local(label)}</strong>
                </dt>
                <dd className="soft" style={{ margin: 0 }}>
                  {local(about)}
                </dd>
              </div>
            ))}
          </dl>
        ) : (
          <>
            <div className="fields-row">
              <Field label={t('advertising.take.format')}>
                <Select
                  value={report.format}
                  onChange={(format: string) => file && void look(file, { format })}
                  options={formats.map(({ id, label }) => ({ value: id, label: local(label) }))}
                />
              </Field>
              <Typed
                label={t('advertising.medium')}
                value={wish.medium ?? ''}
                placeholder={
                  report.format === 'general'
                    ? t('advertising.take.mediumFor')
                    : local(formats.find(({ id }) => id === report.format)?.label)
                }
                onSay={(medium) => change({ medium })}
              />
              <Typed
                key={report.currency}
                label={t('advertising.take.currency')}
                value={report.currency}
                onSay={(currency) => change({ currency: currency.toUpperCase() })}
              />
              {needsRate ? (
                <Typed
                  label={t('advertising.take.rate', { currency: report.currency, home })}
                  value={wish.rate ?? ''}
                  onSay={(rate) => change({ rate })}
                />
              ) : null}
            </div>
            <div className="fields-row">
              {mapped.map((field) => (
                <Field key={field} label={t(`advertising.take.fields.${field}`)}>
                  <Select
                    showSearch
                    allowClear={field !== 'date' && field !== 'spend'}
                    placeholder={t('advertising.take.none')}
                    value={report.columns[field] ?? null}
                    onChange={(column: string | undefined) => change({ [`${field}Column`]: column ?? '' })}
                    options={report.header.map((name) => ({ value: name, label: name }))}
                  />
                </Field>
              ))}
            </div>
            <ReportPreview report={report} home={home} />
          </>
        )}
      </div>
    </Modal>
  )
}

/** A text that counts once it is whole: on leaving the field, or by the enter key. */
function Typed({
  label,
  value,
  placeholder = '',
  onSay,
}: {
  label: string
  value: string
  placeholder?: string
  onSay: (value: string) => void
}) {
  const [text, setText] = useState(value)
  const say = () => {
    if (text.trim() !== value) onSay(text.trim())
  }
  return (
    <Field label={label}>
      <Input
        value={text}
        maxLength={60}
        placeholder={placeholder}
        onChange={({ target }) => setText(target.value)}
        onBlur={say}
        onPressEnter={say}
      />
    </Field>
  )
}
