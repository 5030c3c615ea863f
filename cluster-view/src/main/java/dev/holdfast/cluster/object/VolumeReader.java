package dev.holdfast.cluster.object;

import java.util.List;

/** Reads a core/v1 PersistentVolume. */
final class VolumeReader {
    /** The plug-in fields of PersistentVolumeSource (core/v1) other than csi and flexVolume. */
    private static final List<String> PLUG_INS =
            List.of(
                    "local",
                    "hostPath",
                    "nfs",
                    "iscsi",
                    "fc",
                    "rbd",
                    "cephfs",
                    "awsElasticBlockStore",
                    "gcePersistentDisk",
                    "azureDisk",
                    "azureFile",
                    "cinder",
                    "vsphereVolume",
                    "portworxVolume",
                    "glusterfs",
                    "storageos",
                    "scaleIO",
                    "quobyte",
                    "flocker",
                    "photonPersistentDisk");

    private VolumeReader() {}

    static PersistentVolume read(Field volume) {
        Field spec = volume.at("spec");
        return new PersistentVolume(
                Metadata.name(volume),
                driver(spec),
                spec.at("csi").at("volumeHandle").text(),
                claim(spec.at("claimRef")),
                AffinityReader.read(spec.at("nodeAffinity").at("required")));
    }

    private static String claim(Field reference) {
        return reference.isPresent()
                ? reference.at("namespace").text() + "/" + reference.at("name").text()
                : "";
    }

    private static String driver(Field spec) {
        if (spec.at("csi").isPresent()) {
            return spec.at("csi").at("driver").requiredText();
        }
        if (spec.at("flexVolume").isPresent()) {
            return spec.at("flexVolume").at("driver").text();
        }
        for (String plugIn : PLUG_INS) {
            if (spec.at(plugIn).isPresent()) {
                return plugIn;
            }
        }
        return "";
    }
}
