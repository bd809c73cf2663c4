package model

// Site is what is configured of the platform itself, in the LMS's own words.
type Site struct {
	// PlatformName is PLATFORM_NAME, ContactEmail CONTACT_EMAIL.
	PlatformName string
	ContactEmail string
	// LMSHost is SITE_NAME with its scheme, as proctoring services receive it.
	LMSHost string
	// APIRoot is where the proctoring API is mounted, "/api" in an LMS.
	APIRoot string
	// LearningMFE is LEARNING_MICROFRONTEND_URL.
	LearningMFE string
	// LinkURLs is PROCTORING_SETTINGS.LINK_URLS.
	LinkURLs []Link
	// LowThreshold and CriticalThreshold are the shares of an exam's time at
	// which the learner is warned (low_threshold_pct, critically_low_threshold_pct).
	LowThreshold      float64
	CriticalThreshold float64
}

// WithDefaults fills in what edx-proctoring takes where nothing is configured.
func (s Site) WithDefaults() Site {
	if s.LowThreshold == 0 {
		s.LowThreshold = 0.2
	}
	if s.CriticalThreshold == 0 {
		s.CriticalThreshold = 0.05
	}
	return s
}

// Link is an address by the name that the settings give it.
type Link struct{ Name, URL string }
