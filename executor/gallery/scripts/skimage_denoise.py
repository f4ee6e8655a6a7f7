# # Denoising
# Noise is added to a smooth picture and taken away again by three filters.
import numpy as np
from skimage import filters, restoration
from skimage.metrics import peak_signal_noise_ratio as psnr
from skimage.morphology import disk

yy, xx = np.mgrid[0:64, 0:64] / 64
original = 0.5 + 0.25 * np.sin(6 * xx) * np.cos(4 * yy)
original[20:40, 20:40] += 0.2

sigma = 0.1
rng = np.random.default_rng(5)
noisy = np.clip(original + sigma * rng.standard_normal(original.shape), 0, 1)
print(f"noisy {psnr(original, noisy, data_range=1):.2f} dB")

# From the differences of neighbours, which the smooth part hardly touches.
estimate = np.median(np.abs(np.diff(noisy))) / 0.6745 / np.sqrt(2)
print(f"estimated sigma {estimate:.3f}")

results = {}
results["gaussian"] = filters.gaussian(noisy, sigma=1.5)
results["median"] = filters.median(noisy, disk(2))

results["tv"] = restoration.denoise_tv_chambolle(noisy, weight=0.1)

for name, image in results.items():
    print(f"{name:9} {psnr(original, image, data_range=1):.2f} dB")

best = max(results, key=lambda name: psnr(original, results[name], data_range=1))
best

# Write the best one to a file and read it again.
np.save("best.npy", results[best].astype(np.float32))
back = np.load("best.npy")
print(back.dtype, back.shape, f"{back.mean():.4f}")
