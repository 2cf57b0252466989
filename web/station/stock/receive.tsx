// From a supplier into the store. A scanner reads the pack and fills the form; the rest is typed.
import { useRef, useState } from 'preact/hooks';
import { useAction } from '../../shared/action';
import { ask, post } from '../../shared/api';
import { Button } from '../../shared/button';
import { Dialog } from '../../shared/dialog';
import { SelectField, TextField } from '../../shared/field';
import { date, day, number, readCount, readDate } from '../../shared/format';
import { words } from '../../shared/lang';
import { Notice } from '../../shared/notice';
import { ErrorSummary, MistakeBox } from '../../shared/summary';
import { tell } from '../../shared/toast';
import type { Balance, Pack } from '../../shared/types';
import { unitPath } from '../place';
import { productOptions } from './store';

const w = words({
	title: ['Nhập từ nhà cung cấp', 'Receive from a supplier'],
	scan: ['Quét mã trên hộp', 'Scan the pack'],
	scanHint: ['Để con trỏ ở ô này rồi bóp máy quét; số lô và hạn dùng được điền sẵn. Không có máy quét thì bỏ qua.',
		'With the cursor here, pull the trigger of the scanner; lot and expiry are filled in. Without a scanner go on below.'],
	read: ['Đọc mã', 'Read the code'],
	accents: ['Mã có chữ có dấu: tắt bộ gõ tiếng Việt (Unikey) rồi quét lại.', 'The code holds accented letters: turn off the Vietnamese input method, then scan again.'],
	filled: ['Đã đọc mã: lô {lot}, hạn dùng {date}.', 'The code was read: lot {lot}, expires {date}.'],
	newPack: ['Loại hộp này chưa gặp: chọn vắc xin một lần, lần sau tự nhận ra.', 'This kind of pack is new: choose the vaccine once, then it is recognised.'],
	product: ['Vắc xin', 'Vaccine'],
	choose: ['Chọn vắc xin', 'Choose a vaccine'],
	lot: ['Số lô', 'Lot number'],
	lotHint: ['Đúng như in trên lọ', 'As printed on the vial'],
	expires: ['Hạn dùng', 'Expires'],
	expiresHint: ['Ví dụ 31/12/2026', 'For example 31/12/2026'],
	doses: ['Số liều', 'Doses'],
	party: ['Nhà cung cấp', 'Supplier'],
	partyHint: ['Không bắt buộc', 'Optional'],
	paper: ['Số phiếu giao', 'Number of the delivery note'],
	on: ['Ngày nhập', 'Date of receipt'],
	save: ['Nhập lô', 'Receive the lot'],
	received: ['Đã nhập {n} liều lô {lot}', '{n} doses of lot {lot} received'],
	needProduct: ['Chọn vắc xin.', 'Choose a vaccine.'],
	needLot: ['Nhập số lô.', 'Type the lot number.'],
	needDate: ['Nhập hạn dùng dạng ngày/tháng/năm.', 'Type the expiry as day/month/year.'],
	needDoses: ['Nhập số liều, từ 1 trở lên.', 'Type the number of doses, 1 or more.'],
	needOn: ['Nhập ngày dạng ngày/tháng/năm.', 'Type the date as day/month/year.'],
});
const GS = '\x1d';
// Some scanners send the group separator as the key Ctrl+], which a browser does not type.
const isGs = (e: KeyboardEvent) => e.ctrlKey && (e.key === ']' || e.code === 'BracketRight');

function useScan(fill: (pack: Pack) => void) {
	const [code, setCode] = useState('');
	const [pack, setPack] = useState<Pack | null>(null);
	const action = useAction();
	// An input method turns what the scanner types into Vietnamese: AA into Â.
	const accents = /[^\x00-\x7f]/.test(code);
	const read = async () => {
		if (!code.trim() || accents)
			return;
		let found: Pack | null = null;
		if (await action.run(async () => { found = await ask<Pack>('/api/v1/lots/scan', { text: code.replaceAll(GS, '<GS>') }); })) {
			setPack(found);
			setCode('');
			fill(found!);
		}
	};
	const onKeyDown = (e: KeyboardEvent) => {
		if (isGs(e)) {
			e.preventDefault();
			setCode((c) => c + GS);
		} else if (e.key === 'Enter') {
			e.preventDefault(); // the scanner's Enter must not send the form
			void read();
		}
	};
	return { code, setCode, pack, action, read, onKeyDown, mistake: accents ? w('accents') : action.mistake?.text };
}

// known: the lot, when its receipt is entered after its doses were given.
export function Receive({ lot: known, onClose, onDone }: { lot?: Balance; onClose: () => void; onDone: () => void }) {
	const [product, setProduct] = useState(known?.product_code ?? '');
	const [lot, setLot] = useState(known?.number ?? '');
	const [expires, setExpires] = useState(known ? date(known.expires_on) : '');
	const [doses, setDoses] = useState('');
	const [party, setParty] = useState('');
	const [paper, setPaper] = useState('');
	const [on, setOn] = useState(date(day()));
	const [tried, setTried] = useState(0);
	const action = useAction();
	const form = useRef<HTMLFormElement>(null);
	const scan = useScan((pack) => {
		if (pack.product_code)
			setProduct(pack.product_code);
		if (pack.number)
			setLot(pack.number);
		if (pack.expires_on)
			setExpires(date(pack.expires_on));
		form.current?.querySelector<HTMLElement>(pack.product_code || product ? '#doses' : '#product')?.focus();
	});
	const iso = readDate(expires), onIso = readDate(on), count = readCount(doses);
	const mistakes = [
		...(product ? [] : [{ id: 'product', text: w('needProduct') }]),
		...(lot.trim() ? [] : [{ id: 'number', text: w('needLot') }]),
		...(iso ? [] : [{ id: 'expires', text: w('needDate') }]),
		...(count ? [] : [{ id: 'doses', text: w('needDoses') }]),
		...(onIso ? [] : [{ id: 'on', text: w('needOn') }]),
	];
	const told = (id: string, field = id) => (tried ? mistakes.find((m) => m.id === id)?.text : undefined) ?? action.about(field);
	const send = async (e: Event) => {
		e.preventDefault();
		setTried(tried + 1);
		if (mistakes.length)
			return;
		const gtin = scan.pack?.gtin && scan.pack.number === lot.trim() ? { gtin: scan.pack.gtin } : {};
		if (await action.run(() => post(unitPath('lots', 'receive'), {
			product_code: product, number: lot.trim(), expires_on: iso, doses: count, on_date: onIso, ...gtin,
			...(party.trim() ? { party: party.trim() } : {}), ...(paper.trim() ? { paper: paper.trim() } : {}),
		}))) {
			tell(w('received', { n: number(count!), lot: lot.trim() }));
			onDone();
			onClose();
		}
	};
	return (
		<Dialog title={w('title')} onClose={onClose} wide>
			<form onSubmit={send} noValidate ref={form}>
				<ErrorSummary tries={tried} mistakes={mistakes} />
				<MistakeBox mistake={action.mistake} fields={['product_code', 'number', 'expires_on', 'doses', 'party', 'paper', 'on_date']} />
				{!known && <div class="scan">
					<TextField id="scan" label={w('scan')} hint={w('scanHint')} value={scan.code} onInput={scan.setCode} onKeyDown={scan.onKeyDown} error={scan.mistake} />
					<Button kind="second" busy={scan.action.busy} onClick={() => void scan.read()}>{w('read')}</Button>
				</div>}
				<div role="status">{scan.pack && (
					<Notice kind="good"><p>{w('filled', { lot: scan.pack.number ?? '–', date: date(scan.pack.expires_on) })}</p>
						{!scan.pack.product_code && <p>{w('newPack')}</p>}</Notice>
				)}</div>
				<SelectField id="product" label={w('product')} value={product} onChange={setProduct} empty={w('choose')} error={told('product', 'product_code')} options={productOptions()} />
				<div class="pair">
					<TextField id="number" label={w('lot')} hint={w('lotHint')} value={lot} onInput={setLot} error={told('number')} />
					<TextField id="expires" label={w('expires')} hint={w('expiresHint')} value={expires} onInput={setExpires} inputMode="numeric" error={told('expires', 'expires_on')} />
					<TextField id="doses" label={w('doses')} value={doses} onInput={setDoses} inputMode="numeric" error={told('doses')} />
					<TextField id="on" label={w('on')} value={on} onInput={setOn} inputMode="numeric" error={told('on', 'on_date')} />
					<TextField id="party" label={w('party')} hint={w('partyHint')} value={party} onInput={setParty} error={told('party')} />
					<TextField id="paper" label={w('paper')} hint={w('partyHint')} value={paper} onInput={setPaper} error={told('paper')} />
				</div>
				<div class="buttons"><Button type="submit" busy={action.busy}>{w('save')}</Button></div>
			</form>
		</Dialog>
	);
}
