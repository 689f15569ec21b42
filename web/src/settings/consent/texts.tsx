import { App, Button, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useRead, useWrite } from '../../api/hooks.ts'
import { AboutFields, channelOf } from '../../customers/consent/about-fields.tsx'
import { type ConsentPolicy, useConsentWords } from '../../customers/consent/words.ts'
import { Field } from '../../ui/field.tsx'
import { Part } from '../../ui/page.tsx'
import { EmptyState, Loaded, useProblemText } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useFormat } from '../../ui/use-format.ts'

/** The words customers agree to, all versions. */
export function TextsPart({ policy }: { policy: ConsentPolicy }) {
  const { t } = useTranslation()
  const format = useFormat()
  const words = useConsentWords(policy)
  const query = useRead('/consent-texts')
  const may = useMay('settings.manage')
  const [writing, setWriting] = useState(false)
  return (
    <Part
      title={t('consent.settings.texts')}
      actions={may ? <Button onClick={() => setWriting(true)}>{t('consent.settings.newText')}</Button> : null}
    >
      <Loaded query={query} where={t('consent.settings.texts')} height={160}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title={t('consent.settings.textsEmpty')}>
              {t('consent.settings.textsEmptyHelp')}
            </EmptyState>
          ) : (
            <DataTable
              label={t('consent.settings.texts')}
              rows={items}
              rowKey={(text) => text.id}
              columns={[
                {
                  key: 'purpose',
                  title: t('consent.purpose'),
                  render: (text) => words.purpose(text.purpose),
                },
                {
                  key: 'channel',
                  title: t('consent.channel'),
                  render: (text) => words.channel(text.channel),
                },
                {
                  key: 'language',
                  title: t('consent.settings.language'),
                  render: (text) => t(`campaigns.creative.languages.${text.language}`),
                },
                {
                  key: 'version',
                  title: t('consent.settings.version'),
                  figure: true,
                  render: (text) => format.integer(text.version),
                },
                {
                  key: 'from',
                  title: t('consent.settings.validFrom'),
                  render: (text) => format.dateTime(text.validFrom),
                },
                {
                  key: 'uses',
                  title: t('consent.settings.uses'),
                  figure: true,
                  render: (text) => format.integer(text.uses),
                },
                { key: 'body', title: t('consent.settings.body'), render: (text) => text.body },
              ]}
            />
          )
        }
      </Loaded>
      {writing ? <NewText policy={policy} onClose={() => setWriting(false)} /> : null}
    </Part>
  )
}

function NewText({ policy, onClose }: { policy: ConsentPolicy; onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const add = useWrite('post', '/consent-texts', ['/consent-texts', '/audit'])
  const [form, setForm] = useState({
    purpose: 'marketing',
    channel: '*',
    language: 'zh-CN' as 'zh-CN' | 'en',
    body: '',
  })
  const set = (part: Partial<typeof form>) => setForm((old) => ({ ...old, ...part }))
  const save = async () => {
    try {
      const channel = channelOf(policy, form)
      await add.mutateAsync({ body: { ...form, channel, body: form.body.trim() } })
      onClose()
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <Modal
      open
      title={t('consent.settings.newText')}
      okText={t('common.save')}
      okButtonProps={{ disabled: form.body.trim().length < 10, loading: add.isPending }}
      onOk={() => void save()}
      onCancel={onClose}
      destroyOnHidden
    >
      <p className="soft">{t('consent.settings.newTextHelp')}</p>
      <AboutFields policy={policy} value={form} onChange={set} />
      <Field label={t('consent.settings.language')}>
        <Select
          value={form.language}
          onChange={(language) => set({ language })}
          options={(['zh-CN', 'en'] as const).map((value) => ({
            value,
            label: t(`campaigns.creative.languages.${value}`),
          }))}
        />
      </Field>
      <Field label={t('consent.settings.body')}>
        <Input.TextArea
          rows={5}
          maxLength={4_000}
          value={form.body}
          onChange={(event) => set({ body: event.target.value })}
        />
      </Field>
    </Modal>
  )
}
