// Taking in a shipment: each lot is filled in with what is still to come; only differences are typed.
import { useState } from 'preact/hooks';
import { useAction } from '../../shared/action';
import { post } from '../../shared/api';
import { Button } from '../../shared/button';
import { Choice, TextArea, TextField } from '../../shared/field';
import { date, day, number, readCount, readDate } from '../../shared/format';
import { words } from '../../shared/lang';
import { Notice } from '../../shared/notice';
import { ErrorSummary, MistakeBox } from '../../shared/summary';
import { tell } from '../../shared/toast';
import type { ShipmentLine, ShipmentWhole } from '../../shared/types';
import { unitPath } from '../place';
import { leftOfLine, outcome } from './shipment_text';
import { goStockInstead } from './store';

const w = words({
	lead: ['Đếm từng lô rồi sửa chỗ khác với phiếu. Phần chưa đến để lại trên đường và nhận sau.', 'Count each lot and correct what differs. What has not come yet stays on its way and is taken in later.'],
	outside: ['Nhiệt độ trên đường đã vượt ngưỡng: mọi liều nhận vào được tự động biệt trữ.', 'It was too warm or too cold on the way: all that is received is held back by itself.'],
	line: ['{product}, lô {lot}', '{product}, lot {lot}'],
	coming: ['hạn {date} · còn {n} liều chưa nhận', 'expires {date} · {n} doses to come'],
	received: ['Nhận được (liều)', 'Arrived (doses)'],
	lost: ['Vỡ hoặc thiếu', 'Broken or missing'],
	held: ['Trong đó biệt trữ', 'Of these hold back'],
	vvm: ['Nhãn VVM trên lọ', 'Vial monitor (VVM)'],
	vvmHint: ['Ô vuông càng đậm là càng hỏng. Giai đoạn 3 và 4: cả lô nhận vào tự động biệt trữ.', 'The darker the square the worse. At stages 3 and 4 all that is received is held back by itself.'],
	none: ['Không có', 'None'],
	autoHeld: ['Cả {n} liều nhận vào sẽ được biệt trữ.', 'All {n} doses received will be held back.'],
	why: ['Vì sao vỡ hoặc thiếu', 'Why broken or missing'],
	left: ['Còn lại trên đường: {n} liều', 'Still on the way: {n} doses'],
	all: ['Đủ như phiếu', 'As sent'],
	on: ['Ngày nhận', 'Date of receipt'],
	save: ['Xác nhận đã nhận', 'Confirm the receipt'],
	needReceived: ['Lô {lot}: nhập số liều nhận được; không có thì nhập 0.', 'Lot {lot}: type the doses that arrived, 0 if none.'],
	needLost: ['Lô {lot}: nhập số liều vỡ hoặc thiếu; không có thì nhập 0.', 'Lot {lot}: type the doses broken or missing, 0 if none.'],
	needHeld: ['Lô {lot}: số liều biệt trữ từ 0 đến {n}.', 'Lot {lot}: 0 to {n} doses can be held back.'],
	tooMany: ['Lô {lot} chỉ còn {n} liều chưa nhận. Giảm số nhận được hoặc số vỡ, thiếu.', 'Lot {lot} has only {n} doses to come. Lower one of the numbers.'],
	needWhy: ['Lô {lot}: ghi vì sao vỡ hoặc thiếu.', 'Lot {lot}: say why they are broken or missing.'],
	needOn: ['Nhập ngày dạng ngày/tháng/năm.', 'Type the date as day/month/year.'],
	needSome: ['Chưa có liều nào được nhận: nhập số liều của ít nhất một lô.', 'Nothing is received yet: type the doses of at least one lot.'],
});

interface Typed { received: string; lost: string; held: string; vvm: string; why: string }

const read = (t: Typed) => ({ received: readCount(t.received), lost: readCount(t.lost || '0'), held: readCount(t.held || '0') });

function mistakesOf(line: ShipmentLine, t: Typed) {
	const { received, lost, held } = read(t), left = leftOfLine(line), lot = line.number;
	return [
		...(received === null ? [{ id: `received-${line.lot_id}`, text: w('needReceived', { lot }) }] : []),
		...(lost === null ? [{ id: `lost-${line.lot_id}`, text: w('needLost', { lot }) }] : []),
		...((received ?? 0) + (lost ?? 0) > left ? [{ id: `received-${line.lot_id}`, text: w('tooMany', { lot, n: number(left) }) }] : []),
		...(held === null || held > (received ?? 0) ? [{ id: `held-${line.lot_id}`, text: w('needHeld', { lot, n: number(received ?? 0) }) }] : []),
		...(lost && !t.why.trim() ? [{ id: `why-${line.lot_id}`, text: w('needWhy', { lot }) }] : []),
	];
}

function Line({ line, typed: t, onType, told, outside }: {
	line: ShipmentLine; typed: Typed; onType: (part: Partial<Typed>) => void; told: (id: string) => string | undefined; outside: boolean;
}) {
	const { received, lost } = read(t), id = line.lot_id;
	const rest = leftOfLine(line) - (received ?? 0) - (lost ?? 0);
	const auto = outside || Number(t.vvm) >= 3;
	return (
		<fieldset class="govuk-fieldset sheet receipt">
			<legend class="sheet__title">{w('line', { product: line.product_name, lot: line.number })}<br /><span class="soft receipt__coming">{w('coming', { date: date(line.expires_on), n: number(leftOfLine(line)) })}</span></legend>
			<div class="triple">
				<TextField id={`received-${id}`} label={w('received')} value={t.received} onInput={(received) => onType({ received })} inputMode="numeric" error={told(`received-${id}`)} />
				<TextField id={`lost-${id}`} label={w('lost')} value={t.lost} onInput={(lost) => onType({ lost })} inputMode="numeric" error={told(`lost-${id}`)} />
				{!auto && <TextField id={`held-${id}`} label={w('held')} value={t.held} onInput={(held) => onType({ held })} inputMode="numeric" error={told(`held-${id}`)} />}
			</div>
			<p role="status" class={`receipt__rest ${rest ? 'outside' : ''}`}>{rest ? w('left', { n: number(rest) }) : !lost ? `✓ ${w('all')}` : ''}</p>
			{!!lost && <TextArea id={`why-${id}`} label={w('why')} value={t.why} onInput={(why) => onType({ why })} rows={2} error={told(`why-${id}`)} />}
			<Choice id={`vvm-${id}`} legend={w('vvm')} hint={w('vvmHint')} value={t.vvm} onChange={(vvm) => onType({ vvm })}
				options={[{ value: '', text: w('none') }, ...['1', '2', '3', '4'].map((n) => ({ value: n, text: n }))]} />
			<div role="status">{auto && !!received && <Notice kind="warning">{w('autoHeld', { n: number(received) })}</Notice>}</div>
		</fieldset>
	);
}

export function Receipt({ s, onDone }: { s: ShipmentWhole; onDone: () => Promise<void> }) {
	const lines = s.lines.filter((l) => leftOfLine(l) > 0);
	const [typed, setTyped] = useState<Record<string, Typed>>(Object.fromEntries(lines.map((l) => [l.lot_id, { received: String(leftOfLine(l)), lost: '0', held: '0', vvm: '', why: '' }])));
	const [on, setOn] = useState(date(day()));
	const [tried, setTried] = useState(0);
	const action = useAction();
	const iso = readDate(on);
	const outside = !!s.outside_min;
	// Somebody else may have taken in a part meanwhile; a line that is new here begins as it came.
	const of = (l: ShipmentLine): Typed => typed[l.lot_id] ?? { received: String(leftOfLine(l)), lost: '0', held: '0', vvm: '', why: '' };
	const sums = lines.map((l) => (read(of(l)).received ?? 0) + (read(of(l)).lost ?? 0));
	const mistakes = [
		...lines.flatMap((l) => mistakesOf(l, of(l))),
		...(sums.some(Boolean) ? [] : [{ id: `received-${lines[0]?.lot_id}`, text: w('needSome') }]),
		...(iso ? [] : [{ id: 'receipt-on', text: w('needOn') }]),
	];
	const told = (id: string) => (tried ? mistakes.find((m) => m.id === id)?.text : undefined);
	const body = () => ({ on_date: iso, lines: lines.filter((_, i) => sums[i]).map((l) => {
		const t = of(l), { received, lost, held } = read(t);
		return { lot_id: l.lot_id, received, lost, held: Number(t.vvm) >= 3 || outside ? 0 : held, ...(t.vvm ? { vvm: Number(t.vvm) } : {}), ...(t.why.trim() && lost ? { why: t.why.trim() } : {}) };
	}) });
	const send = async (e: Event) => {
		e.preventDefault();
		setTried(tried + 1);
		if (mistakes.length)
			return;
		let after: ShipmentWhole | null = null;
		if (await action.run(async () => { after = await post<ShipmentWhole>(unitPath('incoming', s.id, 'receive'), body()); })) {
			tell(outcome(after!));
			goStockInstead('incoming', s.id);
		}
		await onDone(); // also after a refusal: somebody else may have taken in a part
	};
	return (
		<form onSubmit={send} noValidate class="narrow">
			<p class="lead">{w('lead')}</p>
			{outside && <Notice kind="warning">{w('outside')}</Notice>}
			<ErrorSummary tries={tried} mistakes={mistakes} />
			<MistakeBox mistake={action.mistake} fields={['on_date']} />
			{lines.map((l) => <Line key={l.lot_id} line={l} typed={of(l)} outside={outside} told={told} onType={(part) => setTyped({ ...typed, [l.lot_id]: { ...of(l), ...part } })} />)}
			<TextField id="receipt-on" label={w('on')} hint="dd/mm/yyyy" value={on} onInput={setOn} width={10} inputMode="numeric" error={told('receipt-on') ?? action.about('on_date')} />
			<div class="buttons"><Button type="submit" busy={action.busy}>{w('save')}</Button></div>
		</form>
	);
}
