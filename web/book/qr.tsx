// A QR code that the server drew, as a picture that this phone keeps.
import { words } from '../shared/lang';
import { Notice } from '../shared/notice';
import { useSeen } from './seen';

const w = words({
	loading: ['Đang tải mã QR…', 'Loading the QR code…'],
	away: ['Mã QR chưa được lưu trên máy này. Hãy mở trang này một lần khi có mạng; tại điểm tiêm chỉ cần đọc mã chữ hoặc họ tên.',
		'This phone has not kept the QR code. Open this page once with a network; at the site the written code or the name is enough.'],
	failed: ['Chưa tải được mã QR. Tại điểm tiêm chỉ cần đọc mã chữ hoặc họ tên.', 'The QR code could not be loaded. At the site the written code or the name is enough.'],
});

export function Qr({ address, label, big }: { address: string; label: string; big?: boolean }) {
	const { value, away, mistake } = useSeen<string>(address);
	if (value)
		return <img class={`qr ${big ? 'qr--big' : ''}`} alt={label} src={`data:image/svg+xml,${encodeURIComponent(value)}`} />;
	return away || mistake ? <Notice kind="warning">{w(away ? 'away' : 'failed')}</Notice> : <p class="loading" role="status">{w('loading')}</p>;
}
