// Says that a QR code is on this phone, once it is. Shown, it is also fetched.
import { words } from '../shared/lang';
import { useSeen } from './seen';

const w = words({
	kept: ['Mã QR đã lưu trên máy này, mở được khi không có mạng.', 'The QR code is kept on this phone; it opens without a network.'],
});

export function KeptNote({ address }: { address: string }) {
	const { value } = useSeen<string>(address);
	return <p class="soft" role="status">{value && `✓ ${w('kept')}`}</p>;
}
