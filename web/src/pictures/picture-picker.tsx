import { App, Button, Input, Modal } from 'antd'
import { useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useRead, useRefresh, useSlug, useWrite } from '../api/hooks.ts'
import type { Picture } from '../api/types.ts'
import { uploadPicture } from '../api/upload-picture.ts'
import { Field } from '../ui/field.tsx'
import { EmptyState, Loaded, useProblemText } from '../ui/states.tsx'
import { useFormat } from '../ui/use-format.ts'
import './pictures.css'

/** The pictures of the workspace: choose one, add one, delete one that nothing uses. */
export function PicturePicker({
  onChoose,
  onClose,
}: {
  onChoose: (picture: Picture) => void
  onClose: () => void
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const mayEdit = useMay('campaigns.edit')
  const query = useRead('/assets')
  return (
    <Modal open width={880} title={t('pictures.title')} onCancel={onClose} footer={null}>
      {mayEdit ? <AddPicture onAdded={onChoose} /> : null}
      <Loaded query={query} where={t('pictures.title')} height={240}>
        {({ items, usedBytes, quotaBytes }) =>
          items.length === 0 ? (
            <EmptyState title={t('pictures.empty')}>{t('pictures.emptyHelp')}</EmptyState>
          ) : (
            <>
              <ul className="pictures">
                {items.map((picture) => (
                  <Tile key={picture.id} picture={picture} mayEdit={mayEdit} onChoose={onChoose} />
                ))}
              </ul>
              <p className="faint">
                {t('pictures.quota', { used: format.bytes(usedBytes), quota: format.bytes(quotaBytes) })}
              </p>
            </>
          )
        }
      </Loaded>
    </Modal>
  )
}

function Tile({
  picture,
  mayEdit,
  onChoose,
}: {
  picture: Picture
  mayEdit: boolean
  onChoose: (picture: Picture) => void
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const { message } = App.useApp()
  const problem = useProblemText()
  const remove = useWrite('delete', '/assets/{id}', ['/assets'])
  const used = picture.uses.map(({ kind, name }) => name || t(`pictures.uses.${kind}`))
  return (
    <li>
      <button type="button" className="picture" onClick={() => onChoose(picture)}>
        <img src={picture.path} alt={picture.alt} />
      </button>
      <span className="clip">{picture.alt}</span>
      <span className="faint">
        {picture.width} × {picture.height} · {format.bytes(picture.bytes)}
      </span>
      {used.length > 0 ? (
        <span className="faint clip">{t('pictures.usedBy', { where: used.join(', ') })}</span>
      ) : mayEdit ? (
        <Button
          size="small"
          loading={remove.isPending}
          aria-label={t('pictures.deleteThis', { alt: picture.alt })}
          onClick={() =>
            remove.mutate(
              { path: { id: picture.id } },
              { onError: (error) => void message.error(problem(error)) },
            )
          }
        >
          {t('pictures.delete')}
        </Button>
      ) : null}
    </li>
  )
}

function AddPicture({ onAdded }: { onAdded: (picture: Picture) => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const slug = useSlug()
  const refresh = useRefresh()
  const helpId = useId()
  const input = useRef<HTMLInputElement>(null)
  const [alt, setAlt] = useState('')
  const [file, setFile] = useState<File | null>(null)
  const [busy, setBusy] = useState(false)
  const add = async () => {
    if (!file) return
    setBusy(true)
    try {
      const picture = await uploadPicture(slug, file, alt.trim())
      await refresh('/assets')
      onAdded(picture)
    } catch (error) {
      void message.error(problem(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <div className="stack-tight picture-add">
      <div className="fields-row">
        <Field label={t('pictures.file')}>
          <input
            ref={input}
            type="file"
            accept="image/png,image/jpeg,image/gif,image/webp"
            aria-describedby={helpId}
            onChange={(event) => setFile(event.target.files?.[0] ?? null)}
          />
        </Field>
        <Field label={t('pictures.alt')}>
          <Input value={alt} maxLength={200} onChange={(event) => setAlt(event.target.value)} />
        </Field>
        <div className="fields-end">
          <Button disabled={!file || alt.trim() === ''} loading={busy} onClick={() => void add()}>
            {t('pictures.add')}
          </Button>
        </div>
      </div>
      <p className="faint" id={helpId}>
        {t('pictures.help')}
      </p>
    </div>
  )
}
