# # Filtering a noisy signal
import matplotlib.pyplot as plt
import numpy as np
from scipy import signal

fs = 500
t = np.arange(0, 1, 1 / fs)
np.random.seed(12)
clean = np.sin(2 * np.pi * 5 * t)
noisy = clean + 0.5 * np.sin(2 * np.pi * 60 * t) + 0.2 * np.random.randn(t.size)

f, power = signal.periodogram(noisy, fs)
peaks, _ = signal.find_peaks(power, height=power.max() / 10)
f[peaks]

b, a = signal.butter(4, 20, fs=fs)
filtered = signal.filtfilt(b, a, noisy)
print(f"rms before {np.std(noisy - clean):.3f}, after {np.std(filtered - clean):.3f}")

plt.figure(figsize=(6, 2.5))
plt.plot(t, noisy, alpha=0.4)

plt.plot(t, filtered, "k")
plt.xlim(0, 0.5)
plt.title("4th order Butterworth")
plt.show()

# A notch takes only the hum.
bn, an = signal.iirnotch(60, 30, fs=fs)
notched = signal.filtfilt(bn, an, noisy)
_, after = signal.periodogram(notched, fs)
print(f"hum {power[60]:.4f} -> {after[60]:.4f}")

np.argmax(signal.correlate(filtered, clean)) - (t.size - 1)
