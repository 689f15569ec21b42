import { App, Button, Input, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useRead, useWrite } from '../../api/hooks.ts'
import type { Answer } from '../../api/types.ts'
import { Field } from '../../ui/field.tsx'
import { Part } from '../../ui/page.tsx'
import { EmptyState, Loaded, useProblemText } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useFormat } from '../../ui/use-format.ts'

type ProcessingRecord = Answer<'/api/workspaces/{workspace}/processing-record', 'get'>
type Current = NonNullable<ProcessingRecord['current']>
type Texts = Current['texts']
const names = [
  ...(['controller', 'contact', 'representative', 'officer'] as const),
  ...(['processors', 'bases', 'transfers', 'remarks'] as const),
] as const

/** What only people can say, its newest version. */
export function RecordTextsPart({ current, missing }: Pick<ProcessingRecord, 'current' | 'missing'>) {
  const { t } = useTranslation()
  const format = useFormat()
  const may = useMay('settings.manage')
  const [open, setOpen] = useState<'edit' | 'versions' | null>(null)
  const write = may ? (
    <Button onClick={() => setOpen('edit')}>{t(`processing.record.${current ? 'edit' : 'write'}`)}</Button>
  ) : null
  const savedWords = (saved: Pick<Current, 'version' | 'savedBy' | 'savedAt'>) =>
    t('processing.record.version', {
      version: format.integer(saved.version),
      name: saved.savedBy,
      at: format.dateTime(saved.savedAt),
    })
  return (
    <Part
      title={t('processing.record.title')}
      {...(current ? { note: savedWords(current) } : may ? {} : { note: t('processing.readOnly') })}
      actions={
        current ? (
          <span className="bar">
            {current.version > 1 ? (
              <Button onClick={() => setOpen('versions')}>{t('processing.record.versions')}</Button>
            ) : null}
            {write}
          </span>
        ) : null
      }
    >
      {current === null ? (
        <EmptyState title={t('processing.record.none')} action={write}>
          {t('processing.record.noneHelp')}
        </EmptyState>
      ) : (
        <>
          {missing.length > 0 ? (
            <p className="form-narrow">
              {t('processing.record.missing', {
                fields: missing
                  .map((name) => t(`processing.record.texts.${name}`))
                  .join(t('common.listComma')),
              })}
            </p>
          ) : null}
          <TextTable texts={current.texts} />
        </>
      )}
      {open === 'edit' ? <Edit current={current} onClose={() => setOpen(null)} /> : null}
      {open === 'versions' ? <Versions savedWords={savedWords} onClose={() => setOpen(null)} /> : null}
    </Part>
  )
}

function TextTable({ texts, label }: { texts: Texts; label?: string }) {
  const { t } = useTranslation()
  return (
    <DataTable
      label={label ?? t('processing.record.title')}
      rows={names}
      rowKey={(name) => name}
      columns={[
        {
          key: 'name',
          title: t('processing.assessment.col.name'),
          width: '28%',
          render: (name) => t(`processing.record.texts.${name}`),
        },
        {
          key: 'text',
          title: t('processing.record.title'),
          render: (name) =>
            texts[name] === '' ? (
              <span className="soft">{t('processing.record.empty')}</span>
            ) : (
              <div className="text-lines">{texts[name]}</div>
            ),
        },
      ]}
    />
  )
}

const blank = Object.fromEntries(names.map((name) => [name, ''])) as unknown as Texts

function Edit({ current, onClose }: { current: Current | null; onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const save = useWrite('put', '/processing-record', ['/processing-record', '/audit'])
  const [texts, setTexts] = useState<Texts>(current?.texts ?? blank)
  const store = async () => {
    try {
      await save.mutateAsync({ body: { texts, basedOn: current?.version ?? 0 } })
      void message.success(t('settings.saved'))
      onClose()
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <Modal
      open
      width={760}
      title={t('processing.record.title')}
      okText={t('common.save')}
      okButtonProps={{
        loading: save.isPending,
        disabled: JSON.stringify(texts) === JSON.stringify(current?.texts ?? blank),
      }}
      onOk={() => void store()}
      onCancel={onClose}
      destroyOnHidden
    >
      <div className="stack">
        <p className="soft">{t('processing.record.help')}</p>
        {names.map((name) => (
          <Field key={name} label={t(`processing.record.texts.${name}`)}>
            <Input.TextArea
              autoSize={{ minRows: 1, maxRows: 8 }}
              maxLength={4_000}
              value={texts[name]}
              onChange={(event) => setTexts((old) => ({ ...old, [name]: event.target.value }))}
            />
            <span className="field-help">{t(`processing.record.textsHelp.${name}`)}</span>
          </Field>
        ))}
      </div>
    </Modal>
  )
}

function Versions({ savedWords, onClose }: { savedWords: (saved: Current) => string; onClose: () => void }) {
  const { t } = useTranslation()
  const query = useRead('/processing-record/versions')
  return (
    <Modal
      open
      width={860}
      title={t('processing.record.versionsTitle')}
      footer={null}
      onCancel={onClose}
      destroyOnHidden
    >
      <Loaded query={query} where={t('processing.record.versionsTitle')} height={240}>
        {({ items }) => (
          <div className="stack">
            {items.map((item) => (
              <section key={item.version} aria-label={savedWords(item)}>
                <h3>{savedWords(item)}</h3>
                <TextTable texts={item.texts} label={savedWords(item)} />
              </section>
            ))}
          </div>
        )}
      </Loaded>
    </Modal>
  )
}
