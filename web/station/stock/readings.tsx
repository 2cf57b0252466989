// Temperatures of a logger: a file is chosen, looked at, and sent.
import { useState } from 'preact/hooks';
import { useAction } from '../../shared/action';
import { post } from '../../shared/api';
import { Button } from '../../shared/button';
import { Dialog } from '../../shared/dialog';
import { celsius, moment, number } from '../../shared/format';
import { words } from '../../shared/lang';
import { Notice } from '../../shared/notice';
import { MistakeBox } from '../../shared/summary';
import { Table } from '../../shared/table';
import { tell } from '../../shared/toast';
import type { ShipmentWhole } from '../../shared/types';
import { unitPath } from '../place';
import { readReadings, type Measured, type ReadingFile } from './reading_file';

const w = words({
	title: ['Nhập nhiệt độ từ máy đo', 'Import temperatures'],
	file: ['Tệp của máy đo nhiệt độ', 'File of the temperature logger'],
	hint: ['Tệp .csv hoặc .txt, mỗi dòng có giờ và nhiệt độ, ví dụ: 12/08/2021 08:00;4,5', 'A .csv or .txt file, each line with time and temperature, for example: 12/08/2021 08:00;4,5'],
	choose: ['Chọn tệp', 'Choose a file'],
	noFile: ['Chưa chọn tệp nào', 'No file chosen yet'],
	needFile: ['Chọn tệp của máy đo.', 'Choose the file of the logger.'],
	nothing: ['Không đọc được dòng nào trong tệp. Mỗi dòng cần ngày, giờ và nhiệt độ, ví dụ: 12/08/2021 08:00;4,5', 'No line of the file could be read. Each line needs date, time and temperature, for example: 12/08/2021 08:00;4,5'],
	found: ['Đọc được {n} số đo, từ {from} đến {to}; thấp nhất {coldest}, cao nhất {warmest}.', '{n} readings, from {from} to {to}; coldest {coldest}, warmest {warmest}.'],
	bad: ['{n} dòng không đọc được, bỏ qua: {lines}', '{n} lines could not be read and are left out: {lines}'],
	thinned: ['Tệp rất dài: giữ số đo thấp nhất và cao nhất của từng khoảng.', 'The file is very long: of each stretch the coldest and the warmest reading are kept.'],
	preview: ['Các dòng đầu', 'First lines'],
	at: ['Giờ', 'Time'],
	celsius: ['Nhiệt độ', 'Temperature'],
	send: ['Lưu {n} số đo', 'Save {n} readings'],
	sendNone: ['Lưu số đo', 'Save the readings'],
	done: ['Đã lưu nhiệt độ: trong ngưỡng suốt chuyến', 'Temperatures saved: within the limits all the way'],
	doneOutside: ['Đã lưu nhiệt độ: ngoài ngưỡng {n} phút', 'Temperatures saved: {n} minutes outside of the limits'],
});
const SHOWN = 5;

function Preview({ found }: { found: ReadingFile }) {
	const { readings, bad } = found;
	if (!readings.length)
		return <Notice kind="stop">{w('nothing')}</Notice>;
	const of = (pick: (...n: number[]) => number) => celsius(pick(...readings.map((r) => r.celsius_e1)));
	const at = (r: Measured) => moment(new Date(r.at).toISOString());
	return (
		<>
			<Notice kind="good">{w('found', { n: number(readings.length), from: at(readings[0]!), to: at(readings.at(-1)!), coldest: of(Math.min), warmest: of(Math.max) })}</Notice>
			{found.thinned > 0 && <Notice>{w('thinned')}</Notice>}
			{bad.length > 0 && <Notice kind="warning">{w('bad', { n: number(bad.length), lines: bad.slice(0, 3).map((b) => `${b.line} “${b.text}”`).join(', ') })}</Notice>}
			<Table<Measured> caption={w('preview')} rows={readings.slice(0, SHOWN)} rowKey={(r) => String(r.at)} columns={[
				{ name: w('at'), cell: at }, { name: w('celsius'), cell: (r) => celsius(r.celsius_e1), numeric: true }]} />
		</>
	);
}

export function ReadingsDialog({ side, id, onClose, onDone }: { side: 'incoming' | 'sent'; id: string; onClose: () => void; onDone: () => void }) {
	const [name, setName] = useState<string | null>(null);
	const [found, setFound] = useState<ReadingFile | null>(null);
	const [tried, setTried] = useState(false);
	const action = useAction();
	const choose = (file: File | undefined) => {
		setName(file?.name ?? null);
		setFound(null);
		if (file)
			void action.run(async () => setFound(readReadings(await file.text())));
	};
	const send = async (e: Event) => {
		e.preventDefault();
		setTried(true);
		if (!found?.readings.length)
			return;
		let after: ShipmentWhole | null = null;
		if (await action.run(async () => {
			after = await post<ShipmentWhole>(unitPath(side === 'sent' ? 'shipments' : 'incoming', id, 'readings'), {
				readings: found.readings.map((r) => ({ at: new Date(r.at).toISOString(), celsius_e1: r.celsius_e1 })),
			});
		})) {
			const minutes = after!.outside_min ?? 0;
			tell(minutes ? w('doneOutside', { n: number(minutes) }) : w('done'), minutes ? 'note' : 'done');
			onDone();
		}
	};
	return (
		<Dialog title={w('title')} onClose={onClose} wide>
			<form onSubmit={send} noValidate>
				<MistakeBox mistake={action.mistake} />
				<div class={`govuk-form-group ${tried && !name ? 'govuk-form-group--error' : ''}`}>
					<label class="govuk-label" for="readings">{w('file')}</label>
					<div id="readings-hint" class="govuk-hint">{w('hint')}</div>
					{tried && !name && <p id="readings-error" class="govuk-error-message">{w('needFile')}</p>}
					<input id="readings" class="govuk-visually-hidden" type="file" accept=".csv,.txt,text/csv,text/plain" aria-describedby="readings-hint readings-error"
						onChange={(e) => choose(e.currentTarget.files?.[0])} />
					<label class="file" for="readings"><span class="file__choose">{w('choose')}</span> <span>{name ?? w('noFile')}</span></label>
				</div>
				<div role="status">{found && <Preview found={found} />}</div>
				<div class="buttons"><Button type="submit" busy={action.busy}>{found?.readings.length ? w('send', { n: number(found.readings.length) }) : w('sendNone')}</Button></div>
			</form>
		</Dialog>
	);
}
