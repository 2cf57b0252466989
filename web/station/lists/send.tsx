// A new list: a file that is chosen or dropped here, or rows that are typed.
import { useState } from 'preact/hooks';
import { useAction } from '../../shared/action';
import { post, upload } from '../../shared/api';
import { Button } from '../../shared/button';
import { TextField } from '../../shared/field';
import { words } from '../../shared/lang';
import { go, path } from '../../shared/route';
import { MistakeBox } from '../../shared/summary';
import { may } from '../account';
import { unitPath } from '../place';
import type { Roll } from './types';

const w = words({
	title: ['Gửi danh sách mới', 'Send a new list'],
	file: ['Tệp danh sách đối tượng tiêm', 'File with the list of people'],
	hint: ['Mẫu Excel của Bộ Y tế (.xls, .xlsx) hoặc .csv, nhiều nhất 20.000 dòng. Kéo tệp thả vào đây cũng được.',
		'The Excel form of the ministry (.xls, .xlsx) or .csv, at most 20,000 rows. You can also drop the file here.'],
	choose: ['Chọn tệp', 'Choose a file'],
	noFile: ['Chưa chọn tệp nào', 'No file chosen yet'],
	need: ['Chọn một tệp .xls, .xlsx hoặc .csv.', 'Choose a .xls, .xlsx or .csv file.'],
	organisation: ['Danh sách của đơn vị nào?', 'Whose list is it?'],
	organisationHint: ['Để trống nếu là danh sách của chính xã, phường', 'Leave empty for your own'],
	read: ['Đọc và xét danh sách', 'Read and judge the list'],
	typed: ['Gõ từng người', 'Type people instead'],
	typedName: ['Danh sách gõ trên trang', 'Typed list'],
});

export function Send() {
	const [file, setFile] = useState<File | null>(null);
	const [organisation, setOrganisation] = useState('');
	const [over, setOver] = useState(false);
	const [tried, setTried] = useState(false);
	const action = useAction();
	const open = (list: Roll, ...more: string[]) => go(path.value[0] ?? '-', 'lists', list.id, ...more);
	const send = (e: Event) => {
		e.preventDefault();
		setTried(true);
		const whose = organisation.trim() ? `?organisation=${encodeURIComponent(organisation.trim())}` : '';
		if (file)
			void action.run(async () => open(await upload<Roll>(unitPath('lists') + whose, file)));
	};
	const type = () => void action.run(async () => open(await post<Roll>(unitPath('lists', 'typed'), {
		name: w('typedName'), ...(organisation.trim() ? { organisation: organisation.trim() } : {}),
	})));
	const drop = (e: DragEvent) => {
		e.preventDefault();
		setOver(false);
		setFile(e.dataTransfer?.files[0] ?? null);
	};
	return (
		<form class="sheet" onSubmit={send} noValidate aria-labelledby="send-title">
			<h2 id="send-title" class="govuk-heading-m">{w('title')}</h2>
			<MistakeBox mistake={action.mistake} />
			<div class={`govuk-form-group ${tried && !file ? 'govuk-form-group--error' : ''}`}>
				<label class="govuk-label" for="file">{w('file')}</label>
				<div id="file-hint" class="govuk-hint">{w('hint')}</div>
				{tried && !file && <p id="file-error" class="govuk-error-message">{w('need')}</p>}
				<input id="file" class="govuk-visually-hidden" type="file" accept=".xls,.xlsx,.csv" aria-describedby="file-hint"
					onChange={(e) => setFile(e.currentTarget.files?.[0] ?? null)} />
				<label class={`file ${over ? 'file--over' : ''}`} for="file" onDragOver={(e) => { e.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)} onDrop={drop}>
					<span class="file__choose">{w('choose')}</span> <span>{file?.name ?? w('noFile')}</span></label>
			</div>
			{may('list_read') && <TextField id="organisation" label={w('organisation')} hint={w('organisationHint')} value={organisation} onInput={setOrganisation} />}
			<div class="buttons">
				<Button type="submit" busy={action.busy}>{w('read')}</Button>
				<Button kind="quiet" onClick={type}>{w('typed')}</Button>
			</div>
		</form>
	);
}
