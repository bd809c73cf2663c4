package engine

import (
	"context"

	"examdesk/model"
)

// VideoURL implements [model.VideoFinder]. Anyone with the address of a recording can
// watch it, so only those who may decide the attempt get it. It is a read like any
// other and leaves no line of activity.
func (e *Guarded) VideoURL(ctx context.Context, attemptID int64) (string, error) {
	err := e.ask(ctx, e.caller(), model.DeedDecide, e.ofAttempt(attemptID), nil)
	if model.CodeOf(err) == model.CodeDenied {
		return "", model.Wrap(err, model.CodeDenied, "Only those who may decide an attempt can open its recording. %s", model.Sentence(err))
	}
	if err != nil {
		return "", err
	}
	return e.videoURL(ctx, attemptID)
}

// recordings opens the addresses of recordings.
type recordings struct{ *core }

// videoURL decrypts the link that came with the review and checks it before returning
// it.
func (e recordings) videoURL(ctx context.Context, attemptID int64) (string, error) {
	data, backend, err := e.store.EncryptedVideoURL(ctx, attemptID)
	if err != nil {
		return "", err
	}
	if len(data) == 0 {
		return "", e.noRecording(ctx, backend)
	}
	name := model.Clean(backend)
	key, err := e.cfg.VideoKey(ctx, backend)
	if err != nil {
		return "", model.Wrap(err, model.CodeUnavailable, "The key of %s's recordings could not be read.", name)
	}
	if key.IsZero() {
		return "", model.Errorf(model.CodeDenied,
			"The recording's link is encrypted, and its key is not configured: set PROCTORING_BACKENDS.%s.video_review_aes_key.", name)
	}
	raw, err := e.cfg.Formats.OpenRecording(backend, data, key)
	if err != nil {
		return "", model.Wrap(err, model.CodeInvalid,
			"The recording's link cannot be decrypted with the configured PROCTORING_BACKENDS.%s.video_review_aes_key; it was encrypted with another key.", name)
	}
	return model.CheckVideoURL(raw, e.cfg.VideoHosts)
}

// noRecording returns the error that explains why there is no recording: none came,
// or the one that came could not be kept.
func (e recordings) noRecording(ctx context.Context, backend string) error {
	if key, err := e.cfg.VideoKey(ctx, backend); err != nil || !key.IsZero() || !e.cfg.Formats.OnlySealed(backend) {
		return model.Errorf(model.CodeNotFound, "No recording came with this attempt's review.")
	}
	return model.Errorf(model.CodeNotFound, "There is no recording for this attempt's review. If one came, it was dropped, because PROCTORING_BACKENDS.%s.video_review_aes_key, which encrypts its address, is not configured here.", backend)
}
