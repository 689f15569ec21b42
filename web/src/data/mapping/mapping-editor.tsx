import { Button, Select } from 'antd'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCall, useRead } from '../../api/hooks.ts'
import type { ImportPreview, Mapping, UploadedFile } from '../../api/types.ts'
import { Part } from '../../ui/page.tsx'
import { ErrorState } from '../../ui/states.tsx'
import { useFormat, useLocal } from '../../ui/use-format.ts'
import { ConsentColumns } from './consents.tsx'
import { FieldRow } from './field-row.tsx'
import { fieldsToShow, ownDates, withField } from './fields.ts'
import { NeedColumns } from './needs.tsx'
import { PreviewTable } from './preview-table.tsx'
import { SourceSettings } from './source-settings.tsx'

const previewAfterMs = 300
const kinds = ['orders', 'customers', 'products', 'touches', 'events'] as const

/** The guessed mapping, to be corrected on real rows of the file before anything is stored. */
export function MappingEditor({
  file,
  starting,
  error,
  onStart,
  onOther,
  words,
  rejectsOf,
}: {
  file: UploadedFile
  starting: boolean
  error: unknown
  onStart: (mapping: Mapping) => void
  onOther: () => void
  /** What the two buttons say where the rows are not those of an uploaded file. */
  words?: { start: string; other: string }
  /** Rejected rows of an import, whose kind, source and way of counting equal rows stay. */
  rejectsOf?: string
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const local = useLocal()
  const [mapping, setMapping] = useState<Mapping>(file.mapping)
  const { preview, busy, problem } = usePreview(file, mapping, rejectsOf)
  const missing = preview.missing.map((m) => m.field)
  const dateKinds = useRead('/date-kinds', {}, { staleTime: 60_000 }).data?.kinds
  const fields = useMemo(
    () => fieldsToShow(mapping, missing, mapping.kind === 'customers' ? ownDates(dateKinds ?? []) : []),
    [mapping, missing, dateKinds],
  )
  const shown = fields.filter((field) => mapping.fields[field.name] || missing.includes(field.name))
  const others = fields.filter((field) => !shown.includes(field))
  return (
    <div className="stack">
      <Part
        title={t('data.mapping')}
        note={
          rejectsOf === undefined
            ? t('data.chosenFile', {
                file: file.fileName,
                size: format.bytes(file.bytes),
                encoding: file.encoding,
              })
            : t('data.repair.mappingNote')
        }
        actions={
          <>
            <Button onClick={onOther}>{words?.other ?? t('data.other')}</Button>
            <Button
              type="primary"
              loading={starting}
              disabled={missing.length > 0 || busy}
              onClick={() => onStart(mapping)}
            >
              {words?.start ?? t('data.startAll', { size: format.bytes(file.bytes) })}
            </Button>
          </>
        }
      >
        <div className="stack">
          {error ? <ErrorState error={error} where={file.fileName} /> : null}
          {preview.missing.length > 0 ? (
            <div className="notice notice-look" role="alert">
              <p>{t('data.previewMissing')}</p>
              <ul>
                {preview.missing.map((m) => (
                  <li key={m.field}>{m.message}</li>
                ))}
              </ul>
            </div>
          ) : null}
          <div className="bar">
            <div className="bar">
              <span aria-hidden="true">{t('data.contents')}</span>
              <Select
                aria-label={t('data.contents')}
                value={mapping.kind}
                disabled={rejectsOf !== undefined}
                style={{ width: 160 }}
                onChange={(kind) => {
                  const { consents: _of, needs: _told, ...rest } = mapping
                  setMapping(kind === 'customers' ? { ...mapping, kind } : { ...rest, kind })
                }}
                options={kinds.map((kind) => ({ value: kind, label: t(`data.kinds.${kind}`) }))}
              />
            </div>
            <span className="faint">{t('data.mappingHelp')}</span>
          </div>
          <fieldset className="mapping" aria-label={t('data.mapping')}>
            {shown.map((field) => (
              <FieldRow
                key={field.name}
                field={field}
                source={mapping.fields[field.name]}
                columns={file.columns}
                missing={missing.includes(field.name)}
                onChange={(source) => setMapping(withField(mapping, field.name, source))}
              />
            ))}
          </fieldset>
          <Select
            className="add-field"
            showSearch
            optionFilterProp="label"
            aria-label={t('data.addField')}
            placeholder={t('data.addField')}
            value={null}
            onChange={(name: string | null) => {
              const column = file.columns[0]?.name
              if (name !== null && column !== undefined) setMapping(withField(mapping, name, { column }))
            }}
            options={others.map((field) => ({ value: field.name, label: local(field.label) }))}
          />
          {mapping.kind === 'customers' ? (
            <>
              <ConsentColumns mapping={mapping} columns={file.columns} onChange={setMapping} />
              <NeedColumns mapping={mapping} columns={file.columns} onChange={setMapping} />
            </>
          ) : null}
          <SourceSettings mapping={mapping} onChange={setMapping} fixed={rejectsOf !== undefined} />
        </div>
      </Part>
      <Part
        title={t('data.preview')}
        note={t('data.previewGood', { good: preview.good, sampled: preview.sampled })}
      >
        {problem ? <ErrorState error={problem} where={t('data.preview')} /> : null}
        <PreviewTable
          preview={preview}
          columns={file.columns.map((c) => c.name)}
          kind={mapping.kind}
          busy={busy}
        />
      </Part>
    </div>
  )
}

/** The preview of the mapping as it stands; a newer change cancels the older question. */
function usePreview(file: UploadedFile, mapping: Mapping, rejectsOf: string | undefined) {
  const send = useCall()
  const sendRef = useRef(send)
  sendRef.current = send
  const [preview, setPreview] = useState<ImportPreview>(file.preview)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<unknown>(null)
  const first = useRef(mapping)
  useEffect(() => {
    if (first.current === mapping) return // the upload came with this one's preview
    const controller = new AbortController()
    setBusy(true)
    const timer = window.setTimeout(async () => {
      try {
        const body = { mapping }
        const { signal } = controller
        const next =
          rejectsOf === undefined
            ? await sendRef.current('post', '/imports/files/{id}/preview', {
                path: { id: file.fileId },
                body,
                signal,
              })
            : await sendRef.current('post', '/imports/{id}/rejects/preview', {
                path: { id: rejectsOf },
                body,
                signal,
              })
        setPreview(next)
        setProblem(null)
      } catch (error) {
        if (!controller.signal.aborted) setProblem(error)
      } finally {
        if (!controller.signal.aborted) setBusy(false)
      }
    }, previewAfterMs)
    return () => {
      window.clearTimeout(timer)
      controller.abort()
    }
  }, [file.fileId, mapping, rejectsOf])
  return { preview, busy, problem }
}
